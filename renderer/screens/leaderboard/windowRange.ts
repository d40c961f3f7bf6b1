import type { WindowMinutes } from '../../../contract/pipeline'

const minuteMs = 60_000

/** The UTC minutes that a window covers at `now` (epoch ms): the running minute and those before it, as their starts. */
export function windowRange(window: WindowMinutes, now: number): { readonly from: number; readonly to: number } {
  const to = Math.floor(now / minuteMs) * minuteMs
  return { from: to - (window - 1) * minuteMs, to }
}
