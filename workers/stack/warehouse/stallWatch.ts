/** Whether a consumer has stopped for good, from looks at it every few seconds. */

export interface ConsumerPosition {
  /** Offsets that the group has committed, summed over all partitions of the topic. */
  readonly committed: number
  /** Whether committed records lie behind them. A lag alone is no sign: a consumer does not commit past the markers of transactions. */
  readonly waits: boolean
}

export interface StallWatch {
  /** @returns whether nothing has been committed for the limit although records wait. */
  look(position: ConsumerPosition, nowMs: number): boolean
  /** Begins anew: what was seen before says nothing any more. */
  reset(): void
}

export function createStallWatch(limitMs: number): StallWatch {
  let committed: number | null = null
  let waitingSince: number | null = null
  return {
    look: (position, nowMs) => {
      if (position.committed !== committed || !position.waits) {
        committed = position.committed
        waitingSince = position.waits ? nowMs : null
        return false
      }
      waitingSince ??= nowMs
      return nowMs - waitingSince >= limitMs
    },
    reset: () => {
      committed = null
      waitingSince = null
    },
  }
}
