/** Whether a consumer has stopped for good, from looks at it every few seconds. */

/** Sums over all partitions of a topic. */
export interface ConsumerPosition {
  /** Offsets that the group has committed. */
  readonly committed: number
  /** Last stable offsets: all before them is decided and can be read. */
  readonly end: number
}

export interface StallWatch {
  /** @returns whether nothing has been committed for the limit while more and more could be read. */
  look(position: ConsumerPosition, nowMs: number): boolean
  /** Begins anew: what was seen before says nothing any more. */
  reset(): void
}

/**
 * A lag alone is no sign: a consumer does not commit past the marker of the last transaction. Only what was written after its last commit
 * counts, from the moment at which it was seen.
 */
export function createStallWatch(limitMs: number): StallWatch {
  let last: ConsumerPosition | null = null
  let waitingSince: number | null = null
  return {
    look: (position, nowMs) => {
      if (last === null || position.committed !== last.committed || position.end < last.end) {
        last = position
        waitingSince = null
        return false
      }
      if (position.end > last.end) waitingSince ??= nowMs
      return waitingSince !== null && nowMs - waitingSince >= limitMs
    },
    reset: () => {
      last = null
      waitingSince = null
    },
  }
}
