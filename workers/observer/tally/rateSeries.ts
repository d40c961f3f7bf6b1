/** Records per second by the second in which they were written. */
export interface RateSeries {
  /** One record written at `timestampMs`. */
  add(timestampMs: number): void
  /** The log has been read up to now: seconds without records from `sinceMs` to `nowMs` are known to be empty. */
  covered(sinceMs: number, nowMs: number): void
  /** One value for each whole second of the latest `length` before `nowMs`, oldest first; null where nothing is known. */
  read(nowMs: number): { startAt: number; values: (number | null)[] }
  /** Mean of the latest `seconds` whole seconds; null when none of them is known. */
  mean(nowMs: number, seconds: number): number | null
}

/** @param length how many seconds are shown; twice as many are kept, since clocks differ */
export function createRateSeries(length: number): RateSeries {
  const counts = new Map<number, number>()
  let newest = 0
  const prune = (second: number): void => {
    if (second <= newest) return
    newest = second
    if (counts.size <= length * 3) return
    for (const key of counts.keys()) if (key < newest - length * 2) counts.delete(key)
  }
  const read = (nowMs: number): { startAt: number; values: (number | null)[] } => {
    const start = Math.floor(nowMs / 1_000) - length
    return {
      startAt: start * 1_000,
      values: Array.from({ length }, (_, index) => counts.get(start + index) ?? null),
    }
  }
  return {
    add: (timestampMs) => {
      const second = Math.floor(timestampMs / 1_000)
      if (second < newest - length * 2) return
      counts.set(second, (counts.get(second) ?? 0) + 1)
      prune(second)
    },
    covered: (sinceMs, nowMs) => {
      const last = Math.floor(nowMs / 1_000)
      for (let second = Math.max(Math.floor(sinceMs / 1_000), last - length); second <= last; second += 1) {
        if (!counts.has(second)) counts.set(second, 0)
      }
      prune(last)
    },
    read,
    mean: (nowMs, seconds) => {
      const known = read(nowMs)
        .values.slice(-seconds)
        .filter((value) => value !== null)
      return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
    },
  }
}
