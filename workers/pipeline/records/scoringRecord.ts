/** A record of engagement_enriched as the leaderboard reads it. */
import { z } from 'zod'
import { enrichedEventSchema } from '../../../contract/pipeline'

/** The part of an enriched record that scores. */
const scoringSchema = enrichedEventSchema.pick({
  event_id: true,
  content_id: true,
  event_ts: true,
  engagement_seconds: true,
  committed_ms: true,
  correction: true,
  deleted: true,
  snapshot: true,
})
export type Scoring = z.infer<typeof scoringSchema>

/** `detail`: why it cannot be read. */
export function readScoring(
  value: Buffer | null,
): { readonly ok: true; readonly event: Scoring } | { readonly ok: false; readonly detail: string } {
  if (value === null) return { ok: false, detail: 'no value' }
  try {
    return { ok: true, event: scoringSchema.parse(JSON.parse(value.toString('utf8'))) }
  } catch (thrown) {
    return { ok: false, detail: thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown) }
  }
}

/** A decimal text with two places as a whole number of hundredths. */
export function centsOf(decimal: string): number {
  return Number(decimal.replace('.', ''))
}

/** Milliseconds since the epoch; years that JavaScript cannot parse (before 0, after 9999) lie infinitely far. */
export function instantMs(text: string): number {
  const at = Date.parse(text)
  if (!Number.isNaN(at)) return at
  return text.startsWith('-') ? -Infinity : Infinity
}
