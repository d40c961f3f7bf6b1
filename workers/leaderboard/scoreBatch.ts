/** What a batch of enriched events adds to the minute sets. Rules: docs/pipeline.md, "Redis"; docs/decisions/0012. */
import { z } from 'zod'
import { canaryContentId, enrichedEventSchema, longestWindowMinutes } from '../../contract/pipeline'

/** The part of an enriched record that scores. */
const scoringSchema = enrichedEventSchema.pick({
  content_id: true,
  event_ts: true,
  engagement_seconds: true,
  committed_ms: true,
  correction: true,
  deleted: true,
})

/** Cents to add to one minute set, by content. */
export interface MinuteScores {
  /** The UTC minute, in milliseconds since the epoch. */
  readonly minuteMs: number
  readonly cents: ReadonlyMap<string, number>
}

export interface ScoredBatch {
  /** Growing by minute. */
  readonly minutes: readonly MinuteScores[]
  readonly past: number
  readonly future: number
  /** Commit times of the new events, for their latency. */
  readonly committedMs: readonly number[]
  /** Why records could not be read, one line each; they add nothing. */
  readonly invalid: readonly string[]
}

const minuteMs = 60_000
/** Clocks differ a little; beyond this an event is of the future. */
export const futureToleranceMs = 2 * minuteMs
/** The proof of a start is over by then: a rebuild must not bring its canary back. */
const canaryLifeMs = 60_000

/**
 * @param values the records' values, in order of their offsets.
 * @param nowMs when the batch is applied, in milliseconds since the epoch.
 */
export function scoreBatch(values: readonly (Buffer | null)[], nowMs: number): ScoredBatch {
  const minutes = new Map<number, Map<string, number>>()
  const committedMs: number[] = []
  const invalid: string[] = []
  const oldest = Math.floor(nowMs / minuteMs) * minuteMs - longestWindowMinutes * minuteMs
  let past = 0
  let future = 0

  for (const value of values) {
    const parsed = readScoring(value)
    if (!parsed.ok) {
      invalid.push(parsed.detail)
      continue
    }
    const event = parsed.event
    // Corrections and deletions tell of an event that has scored already.
    if (event.correction === true || event.deleted === true) continue
    if (event.content_id === canaryContentId && nowMs - event.committed_ms > canaryLifeMs) continue
    committedMs.push(event.committed_ms)
    const at = instantMs(event.event_ts)
    const minute = Math.floor(at / minuteMs) * minuteMs
    if (minute < oldest) past += 1
    else if (at > nowMs + futureToleranceMs) future += 1
    else if (event.content_id !== null && event.engagement_seconds !== null) {
      const set = minutes.get(minute) ?? new Map<string, number>()
      set.set(event.content_id, (set.get(event.content_id) ?? 0) + cents(event.engagement_seconds))
      minutes.set(minute, set)
    }
  }

  return {
    minutes: [...minutes].sort(([a], [b]) => a - b).map(([minute, set]) => ({ minuteMs: minute, cents: set })),
    past,
    future,
    committedMs,
    invalid,
  }
}

type Scoring = z.infer<typeof scoringSchema>

function readScoring(value: Buffer | null): { ok: true; event: Scoring } | { ok: false; detail: string } {
  if (value === null) return { ok: false, detail: 'no value' }
  try {
    return { ok: true, event: scoringSchema.parse(JSON.parse(value.toString('utf8'))) }
  } catch (thrown) {
    return { ok: false, detail: thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown) }
  }
}

/** A decimal text with two places as a whole number of hundredths. */
function cents(decimal: string): number {
  return Number(decimal.replace('.', ''))
}

/** Milliseconds since the epoch; years that JavaScript cannot parse (before 0, after 9999) lie infinitely far. */
function instantMs(text: string): number {
  const at = Date.parse(text)
  if (!Number.isNaN(at)) return at
  return text.startsWith('-') ? -Infinity : Infinity
}
