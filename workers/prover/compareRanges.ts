/** Ranges of ids whose sums differ between stores. */
import type { RangeSum } from './recordTable'

/** The sums of every store, by range. `derived` is compared between the topic and ClickHouse only. */
export interface StoreSums {
  readonly postgres: ReadonlyMap<number, RangeSum>
  readonly flat: ReadonlyMap<number, RangeSum>
  readonly enriched: ReadonlyMap<number, RangeSum>
  readonly clickhouse: ReadonlyMap<number, RangeSum>
}

const none: RangeSum = { count: 0, source: 0, derived: 0 }

/** Numbers of the ranges that are not the same everywhere, growing. */
export function differingRanges({ postgres, flat, enriched, clickhouse }: StoreSums): number[] {
  const ranges = new Set([...postgres.keys(), ...flat.keys(), ...enriched.keys(), ...clickhouse.keys()])
  return [...ranges]
    .filter((range) => {
      const truth = postgres.get(range) ?? none
      const written = enriched.get(range) ?? none
      const stored = clickhouse.get(range) ?? none
      const same = (found: RangeSum): boolean => found.count === truth.count && found.source === truth.source
      return !(same(flat.get(range) ?? none) && same(written) && same(stored) && written.derived === stored.derived)
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

export const countOf = (sums: ReadonlyMap<number, RangeSum>): number =>
  [...sums.values()].reduce((total, { count }) => total + count, 0)
