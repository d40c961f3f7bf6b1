/** The counts of the warehouse at one moment. */
export interface CountSample {
  /** Epoch ms. */
  readonly at: number
  readonly distinct: number
  readonly raw: number
  readonly errors: number
}

/** Growth is told over at most this long, in milliseconds. */
export const growthSpanMs = 60_000
const everyMs = 5000

/**
 * Keeps one sample every five seconds of the latest minute, oldest first. Returns the same array when the new one comes too
 * soon after the last, so that a state that holds it does not change.
 */
export function addSample(samples: readonly CountSample[], sample: CountSample): readonly CountSample[] {
  const last = samples.at(-1)
  if (last !== undefined && sample.at - last.at < everyMs) return samples
  return [...samples.filter((one) => sample.at - one.at <= growthSpanMs), sample]
}

/** How much one count grew since the oldest sample, and since how long; null before there is anything to compare. */
export function growthOf(
  samples: readonly CountSample[],
  now: CountSample,
  which: 'distinct' | 'raw' | 'errors',
): { readonly delta: number; readonly spanMs: number } | null {
  const oldest = samples[0]
  if (oldest === undefined || now.at - oldest.at < everyMs) return null
  return { delta: now[which] - oldest[which], spanMs: now.at - oldest.at }
}
