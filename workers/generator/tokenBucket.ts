/** Paces events: as many as `ratePerSecond` allows since the last call, and never a flood after a pause. */
export interface TokenBucket {
  /** Whole events that may happen now, at most `limit`; they are spent. */
  take(nowMs: number, limit: number): number
  /** Gives back what was taken and not used. */
  giveBack(count: number): void
  setRate(ratePerSecond: number, nowMs: number): void
  /** Milliseconds until the next whole event may happen; 0 when one may happen now. */
  waitMs(nowMs: number): number
}

/** What a pause may save up, in seconds of the rate: enough for a late timer, too little for a flood. */
const savedSeconds = 0.25

/**
 * @param nowMs a monotonic clock in milliseconds (performance.now())
 */
export function createTokenBucket(ratePerSecond: number, nowMs: number): TokenBucket {
  let rate = ratePerSecond
  let tokens = 0
  let at = nowMs
  // One event may always be saved, or rates under one in `savedSeconds` would never have any.
  const capacity = (): number => Math.max(1, rate * savedSeconds)
  const refill = (now: number): void => {
    // The part of an event that was left is not of the pause: were it cut, low rates would fall behind at each call.
    const most = Math.max(tokens, (tokens % 1) + capacity())
    tokens = Math.min(most, tokens + (Math.max(0, now - at) / 1_000) * rate)
    at = Math.max(at, now)
  }
  return {
    take: (now, limit) => {
      refill(now)
      // Sums of fractions fall short of a whole number by rounding.
      const count = Math.min(limit, Math.floor(tokens + 1e-9))
      tokens -= count
      return count
    },
    giveBack: (count) => {
      tokens += count
    },
    setRate: (next, now) => {
      refill(now)
      rate = next
      tokens = Math.min(tokens, capacity())
    },
    waitMs: (now) => {
      refill(now)
      return tokens + 1e-9 >= 1 ? 0 : ((1 - tokens) / rate) * 1_000
    },
  }
}
