import type { ProofSpan } from '../../../contract/proof'
import { parseWhole } from '../../components/parseWhole'

/** Spans that end now, in minutes. */
export const spanMinutes = [15, 60, 360, 1440] as const
export type SpanMinutes = (typeof spanMinutes)[number]

/** Which events a person wants to look at, as it is being entered. */
export interface SpanDraft {
  /** The latest minutes, or the ids that are entered. */
  readonly by: SpanMinutes | 'ids'
  readonly first: string
  readonly last: string
}
export const firstDraft: SpanDraft = { by: 60, first: '', last: '' }

/** What was committed just now is still on its way: the span ends this long before the present. */
const settleMs = 5_000

/** An id as typed in any digits; null when it is none. */
export function parseId(text: string): number | null {
  return parseWhole(text, 0, Number.MAX_SAFE_INTEGER)
}

/** @returns null while the ids are none or in the wrong order. */
export function spanOf({ by, first, last }: SpanDraft, nowMs: number): ProofSpan | null {
  if (by !== 'ids') {
    const toMs = nowMs - settleMs
    return { by: 'time', fromMs: toMs - by * 60_000, toMs }
  }
  const ids = { first: parseId(first), last: parseId(last) }
  if (ids.first === null || ids.last === null || ids.first > ids.last) return null
  return { by: 'ids', first: ids.first, last: ids.last }
}
