/** Finds out how fast something grows from readings at uneven times. */
export interface RecentRate<T> {
  add(at: number, value: T): void
  /** The oldest reading of the span, to measure growth from; null before the first. */
  past(): { readonly at: number; readonly value: T } | null
}

/** @param spanMs readings older than this are dropped, but for the newest of them, which bounds the span */
export function createRecentRate<T>(spanMs: number): RecentRate<T> {
  let readings: { at: number; value: T }[] = []
  return {
    add: (at, value) => {
      readings.push({ at, value })
      const firstInside = readings.findIndex((reading) => reading.at >= at - spanMs)
      readings = readings.slice(Math.max(0, firstInside - 1))
    },
    past: () => readings[0] ?? null,
  }
}
