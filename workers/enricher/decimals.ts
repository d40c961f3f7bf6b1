/**
 * Decimals with integers only. Rounding is half away from zero, as Postgres's round(numeric) does it, so that a
 * recomputation in SQL agrees for negative durations too. Source: docs/pipeline.md, "engagement_enriched".
 */

/** Whole hundredths as text with two places: -5 → `-0.05`. `hundredths` must be a safe integer. */
export function hundredthsText(hundredths: number): string {
  const size = Math.abs(hundredths)
  const rest = size % 100
  const text = `${(size - rest) / 100}.${rest < 10 ? '0' : ''}${rest}`
  return hundredths < 0 ? `-${text}` : text
}

/** `dividend / divisor` rounded half away from zero. Both integers, the divisor above 0, twice the dividend still safe. */
function divideHalfAway(dividend: number, divisor: number): number {
  const size = Math.abs(dividend)
  const rest = size % divisor
  const whole = (size - rest) / divisor
  const rounded = rest * 2 >= divisor ? whole + 1 : whole
  // Not -0: it would print as "-0.00" nowhere, but is no integer to compare with.
  return dividend < 0 && rounded !== 0 ? -rounded : rounded
}

/** duration_ms / 1000 to two places; null when there is no duration. `durationMs` is a 32-bit integer. */
export function engagementSeconds(durationMs: number | null): string | null {
  return durationMs === null ? null : hundredthsText(divideHalfAway(durationMs, 10))
}

/**
 * duration_ms / 1000 / length_seconds to two places, a ratio (1.00 = the whole length), from duration_ms itself.
 * Null when there is no duration, no length, or a length that is not above 0. Both are 32-bit integers.
 */
export function engagementPct(durationMs: number | null, lengthSeconds: number | null): string | null {
  if (durationMs === null || lengthSeconds === null || lengthSeconds <= 0) return null
  // hundredths = duration_ms * 100 / (1000 * length_seconds), reduced so that all stays below 2^53.
  return hundredthsText(divideHalfAway(durationMs, 10 * lengthSeconds))
}
