/** Finds out from repeated looks at a table how long after their commit events become visible. */
export interface VisibilityWatch {
  /** Parameters of the next look: one event in `every` behind `after`. */
  next(nowMs: number, ratePerSecond: number): { after: number; every: number }
  /**
   * What the look that was sent at `sentAt` showed and when its answer came, both in milliseconds since the epoch.
   * @returns latencies of events seen for the first time, in milliseconds, from their commit to this answer: at most one
   * interval of looking too long, never too short. None where that interval is long beside the latency, nor of an event that the
   * look before did not ask for.
   */
  seen(
    rows: readonly { readonly eventId: number; readonly committedMs: number }[],
    sentAt: number,
    answeredAt: number,
  ): number[]
}

/**
 * Events become visible out of order, by partitions: ids are looked at until this long after larger ones were seen. The last of a
 * flow may be as late.
 */
export const stragglerMs = 10_000
/**
 * A first sight says little when the look before it is longer ago than this, and than half of what it would tell: a busy machine
 * looks late, but then events are later still.
 */
const longestGapMs = 400
/** Events to measure in a second; the rest would only cost. */
const samplesPerSecond = 20

/** @param lastId largest id visible at the start; only later ones are measured */
export function createVisibilityWatch(lastId: number): VisibilityWatch {
  const known = new Map<number, number>()
  let reached: { at: number; id: number }[] = []
  let after = lastId
  let largest = lastId
  let every = 1
  let everyBefore = 1
  let answeredBefore = Number.NEGATIVE_INFINITY
  return {
    next: (nowMs, ratePerSecond) => {
      // Behind the largest id seen a while ago nothing new is waited for.
      while ((reached[1]?.at ?? Number.POSITIVE_INFINITY) <= nowMs - stragglerMs) reached = reached.slice(1)
      const oldest = reached[0]
      if (oldest !== undefined && oldest.at <= nowMs - stragglerMs) after = oldest.id
      for (const id of known.keys()) if (id <= after) known.delete(id)
      everyBefore = every
      every = 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(1, ratePerSecond) / samplesPerSecond)))
      return { after, every }
    },
    seen: (rows, sentAt, answeredAt) => {
      const gapMs = sentAt - answeredBefore
      answeredBefore = answeredAt
      const latencies: number[] = []
      for (const { eventId, committedMs } of rows) {
        if (known.has(eventId)) continue
        known.set(eventId, answeredAt)
        const latency = Math.max(0, answeredAt - committedMs)
        // A finer sample shows events for the first time that have long been visible; those of a coarser one were all looked for.
        if (eventId % everyBefore === 0 && gapMs <= Math.max(longestGapMs, latency / 2)) latencies.push(latency)
        largest = Math.max(largest, eventId)
      }
      if (largest > (reached.at(-1)?.id ?? lastId)) reached.push({ at: answeredAt, id: largest })
      return latencies
    },
  }
}
