/** When the next snapshot is due: soon when something changed, else once a second. */
const soonMs = 250
const restMs = 1_000
/** A little early rather than a whole turn of the timer late. */
const earlyMs = 10

/**
 * @param sentAt when the latest one was sent, on the same clock as `now`, in milliseconds
 * @param changed whether a person would see a difference
 */
export function snapshotDue(sentAt: number, now: number, changed: boolean): boolean {
  return now - sentAt >= (changed ? soonMs : restMs) - earlyMs
}
