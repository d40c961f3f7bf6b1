/** What a batch of enriched events may add to the minute sets. Rules: docs/pipeline.md, "Redis"; docs/decisions/0012. */
import { canaryContentId, longestWindowMinutes } from '../../contract/pipeline'
import { futureToleranceMs } from '../pipeline/leaderboard/resetLeaderboard'
import { centsOf, instantMs, readScoring } from '../pipeline/records/scoringRecord'

/** An event that scores, if it has not scored before: Redis knows that. */
export interface ScoredEvent {
  readonly eventId: number
  readonly contentId: string
  readonly cents: number
}

export interface MinuteScores {
  /** The UTC minute, in milliseconds since the epoch. */
  readonly minuteMs: number
  readonly events: readonly ScoredEvent[]
}

export interface ScoredBatch {
  /** Growing by minute. */
  readonly minutes: readonly MinuteScores[]
  /** Ids of events that lie before every window. */
  readonly past: readonly number[]
  /** Ids of events that lie ahead of the clock. */
  readonly future: readonly number[]
  /** Commit times of the new events, for their latency. */
  readonly committedMs: readonly number[]
  /** Why records could not be read, one line each; they add nothing. */
  readonly invalid: readonly string[]
}

const minuteMs = 60_000
/** The proof of a start is over by then: a rebuild must not bring its canary back. */
const canaryLifeMs = 60_000

/**
 * @param values the records' values, in order of their offsets.
 * @param nowMs when the batch is applied, in milliseconds since the epoch.
 */
export function scoreBatch(values: readonly (Buffer | null)[], nowMs: number): ScoredBatch {
  const minutes = new Map<number, ScoredEvent[]>()
  const committedMs: number[] = []
  const invalid: string[] = []
  const oldest = Math.floor(nowMs / minuteMs) * minuteMs - longestWindowMinutes * minuteMs
  const past: number[] = []
  const future: number[] = []
  /** Events of the batch so far: what is told again, and may say another minute, is of no account (docs/decisions/0025). */
  const told = new Set<number>()
  const isFirst = (eventId: number): boolean => {
    const first = !told.has(eventId)
    told.add(eventId)
    return first
  }

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
    if (event.snapshot !== true) committedMs.push(event.committed_ms)
    const at = instantMs(event.event_ts)
    const minute = Math.floor(at / minuteMs) * minuteMs
    if (minute < oldest) {
      if (isFirst(event.event_id)) past.push(event.event_id)
    } else if (at > nowMs + futureToleranceMs) {
      if (isFirst(event.event_id)) future.push(event.event_id)
    } else if (event.content_id !== null && event.engagement_seconds !== null && isFirst(event.event_id)) {
      const events = minutes.get(minute) ?? []
      events.push({
        eventId: event.event_id,
        contentId: event.content_id,
        cents: centsOf(event.engagement_seconds),
      })
      minutes.set(minute, events)
    }
  }

  return {
    minutes: [...minutes].sort(([a], [b]) => a - b).map(([minute, events]) => ({ minuteMs: minute, events })),
    past,
    future,
    committedMs,
    invalid,
  }
}
