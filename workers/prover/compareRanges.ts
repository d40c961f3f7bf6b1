/** Ranges of ids whose sums differ between stores. */
import type { RangeSum } from './recordTable'
import type { SourceHash, Summed, WarehouseHashes } from './sources'

/** The sums of every store, by range. */
export interface StoreSums {
  readonly postgres: ReadonlyMap<number, Summed<SourceHash>>
  readonly flat: ReadonlyMap<number, RangeSum>
  readonly enriched: ReadonlyMap<number, RangeSum>
  readonly clickhouse: ReadonlyMap<number, Summed<WarehouseHashes>>
}

const none = { count: 0, source: 0, whole: 0, hash: 0 }

/**
 * Numbers of the ranges that are not the same everywhere, growing. The topics are compared with the store that has the same fields:
 * flat with Postgres, enriched with ClickHouse; and these with each other.
 */
export function differingRanges({ postgres, flat, enriched, clickhouse }: StoreSums): number[] {
  const ranges = new Set([...postgres.keys(), ...flat.keys(), ...enriched.keys(), ...clickhouse.keys()])
  return [...ranges]
    .filter((range) => {
      const truth = postgres.get(range) ?? none
      const told = flat.get(range) ?? none
      const written = enriched.get(range) ?? none
      const stored = clickhouse.get(range) ?? none
      const sameCounts = [told, written, stored].every(({ count }) => count === truth.count)
      return !(
        sameCounts &&
        told.hash === truth.source &&
        stored.source === truth.source &&
        written.hash === stored.whole
      )
    })
    .sort((a, b) => a - b)
}

/** Neighbouring ranges together, so that few statements ask for them. @param most ranges in one run */
export function runsOf(ranges: readonly number[], most: number): { readonly first: number; readonly last: number }[] {
  const runs: { first: number; last: number }[] = []
  for (const range of ranges) {
    const run = runs.at(-1)
    if (run !== undefined && range === run.last + 1 && range - run.first < most) run.last = range
    else runs.push({ first: range, last: range })
  }
  return runs
}

export const countOf = (sums: ReadonlyMap<number, Pick<RangeSum, 'count'>>): number =>
  [...sums.values()].reduce((total, { count }) => total + count, 0)
