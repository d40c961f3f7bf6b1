/** Whether events flow: probes look often while they do, and seldom at rest. */
export interface Activity {
  /** Something moved just now. */
  mark(): void
  /** @param withinMs how long after the last movement the flow counts as ended */
  flowing(withinMs?: number): boolean
}

const restAfterMs = 3_000

export function createActivity(clock: () => number): Activity {
  let movedAt = Number.NEGATIVE_INFINITY
  return {
    mark: () => {
      movedAt = clock()
    },
    flowing: (withinMs = restAfterMs) => clock() - movedAt < withinMs,
  }
}
