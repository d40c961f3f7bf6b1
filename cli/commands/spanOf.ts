import type { ProofSpan } from '../../contract/proof'
import type { SpanOptions } from '../program'

const hourMs = 3_600_000
/** What was committed this long ago has passed every hop of a healthy pipeline. */
const settledMs = 5_000

/** The span that was asked for: the last hour up to a few seconds ago, unless said otherwise. Null where it ends before it begins. */
export function spanOf({ from, to, ids }: Pick<SpanOptions, 'from' | 'to' | 'ids'>, nowMs: number): ProofSpan | null {
  if (ids !== undefined) return { by: 'ids', ...ids }
  const toMs = to ?? nowMs - settledMs
  const fromMs = from ?? Math.max(0, toMs - hourMs)
  return fromMs < toMs ? { by: 'time', fromMs, toMs } : null
}
