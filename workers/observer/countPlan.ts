/** A count of all rows, and of which state of the store it tells. */
export interface ExactCount {
  readonly rows: number
  /** Largest id counted. */
  readonly lastId: number
  /** Names the state that was counted: the same name again means that nothing has been committed since. */
  readonly version: string
  /** When it was finished and how long it took, in milliseconds. */
  readonly at: number
  readonly tookMs: number
}

/** The longest silence after which a person expects an exact figure, in milliseconds. */
const quietMs = 1_000
/** What counting may cost at most, in milliseconds: a busy machine makes a count look dearer than it is. */
const dearest = (rows: number): number => 10 + rows / 1_000
/** Between two counts in a row at least this many times what one takes: at most 1/60 of a core. */
const restWhileChanging = 60
/** Once writing has stopped the last count comes sooner. */
const restWhenQuiet = 10
const shortestRestMs = 1_000

/**
 * What to do for an up-to-date count: count all rows (its cost grows with the table), add only the rows behind the
 * last id counted (cheap, blind for deletes), or keep the figure because nothing has changed.
 * @param changedAt when `version` was first seen
 */
export function countPlan(
  base: ExactCount | null,
  version: string,
  changedAt: number,
  now: number,
): 'count' | 'add' | 'keep' {
  if (base === null) return 'count'
  if (base.version === version) return 'keep'
  const rested = now - base.at
  const cost = Math.min(base.tookMs, dearest(base.rows))
  if (rested >= Math.max(shortestRestMs, cost * restWhileChanging)) return 'count'
  if (now - changedAt >= quietMs && rested >= cost * restWhenQuiet) return 'count'
  return 'add'
}
