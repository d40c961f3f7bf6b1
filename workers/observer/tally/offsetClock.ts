import { z } from 'zod'

/** Stretches of a log, ascending: first offset, when its record was written (milliseconds since the epoch), last offset. */
export const stretchesSchema = z.array(z.tuple([z.number(), z.number(), z.number()]))
export type Stretches = z.infer<typeof stretchesSchema>

/** Tells when the record at an offset was written, from a thinned memory of what was read. */
export interface OffsetClock {
  /** Offsets ascend. */
  add(offset: number, timestamp: number): void
  /**
   * When the first data record at or after `offset` was written: at most the length of a stretch too early, never too late.
   * Null when it lies before all memory or nothing has been read there yet.
   */
  at(offset: number): number | null
  stretches(): Stretches
}

/** Records written within this time of a stretch's first belong to it. */
const stretchMs = 250
const stretchLimit = 240

/** @param initial remembered by an earlier process */
export function createOffsetClock(initial: Stretches): OffsetClock {
  let stretches: Stretches = initial.map(([first, timestamp, last]) => [first, timestamp, last])

  /** Joins the older half in pairs: a lag of hours needs no quarter seconds. */
  const thin = (): void => {
    const half = stretches.length >>> 1
    const older: Stretches = []
    stretches.slice(0, half).forEach(([first, timestamp, last], index) => {
      const previous = older.at(-1)
      if (index % 2 === 1 && previous !== undefined) previous[2] = last
      else older.push([first, timestamp, last])
    })
    stretches = [...older, ...stretches.slice(half)]
  }

  return {
    add: (offset, timestamp) => {
      const last = stretches.at(-1)
      if (last !== undefined && timestamp < last[1] + stretchMs) {
        last[2] = Math.max(last[2], offset)
        return
      }
      stretches.push([offset, timestamp, offset])
      if (stretches.length > stretchLimit) thin()
    },
    at: (offset) => {
      const first = stretches[0]
      if (first === undefined || offset < first[0]) return null
      return stretches.find(([, , last]) => last >= offset)?.[1] ?? null
    },
    stretches: () => stretches,
  }
}
