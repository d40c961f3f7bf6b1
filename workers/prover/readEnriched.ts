/** Reads a record of engagement_enriched. */
import { enrichedEventSchema } from '../../contract/pipeline'
import { instantMs } from './instantMs'
import { JsonCursor } from './jsonCursor'
import { hundredths } from './rowHash'
import type { ReadRecord, RecordMeaning } from './topicRecord'

const cursor = new JsonCursor()

/** The usual record by its bytes, any other by the full parser; null for what is no enriched event. */
export function readEnriched(value: Buffer | null): ReadRecord {
  if (value === null) return null
  return quickEnriched(value) ?? parseEnriched(value)
}

/** Null where the record is not of the usual form. */
export function quickEnriched(value: Buffer): ReadRecord {
  cursor.begin(value)
  cursor.expect('{"event_id":')
  const id = cursor.integer()
  cursor.expect(',"content_id":')
  const contentId = cursor.fixedOrNull(36)
  cursor.expect(',"user_id":')
  const userId = cursor.fixedOrNull(36)
  cursor.expect(',"event_type":')
  const eventType = cursor.stringOrNull()
  cursor.expect(',"event_ts":')
  const instant = cursor.string()
  cursor.expect(',"duration_ms":')
  const durationMs = cursor.integerOrNull()
  cursor.expect(',"device":')
  const device = cursor.stringOrNull()
  cursor.expect(',"content_type":')
  const contentType = cursor.stringOrNull()
  cursor.expect(',"length_seconds":')
  const lengthSeconds = cursor.integerOrNull()
  cursor.expect(',"engagement_seconds":')
  const seconds = cursor.hundredthsOrNull()
  cursor.expect(',"engagement_pct":')
  const pct = cursor.hundredthsOrNull()
  cursor.expect(',"committed_ms":')
  const committedMs = cursor.integer()
  cursor.expect(',"enriched_ms":')
  const enrichedMs = cursor.integer()
  cursor.expect(',"source_lsn":')
  const lsn = cursor.integer()
  if (!cursor.fits()) return null
  let meaning: RecordMeaning = 'new'
  if (cursor.takes(',"correction":true')) meaning = 'correction'
  if (cursor.takes(',"deleted":true')) meaning = meaning === 'new' ? 'deleted' : meaning
  if (cursor.takes(',"snapshot":true')) meaning = meaning === 'new' ? 'snapshot' : meaning
  cursor.expect('}')
  cursor.end()
  const eventMs = instantMs(instant)
  if (!cursor.fits() || id < 0 || Number.isNaN(eventMs)) return null
  return {
    id,
    meaning,
    version: lsn * 2 + (meaning === 'correction' ? 1 : 0),
    contentId,
    userId,
    eventType,
    eventMs,
    durationMs,
    device,
    derived: { contentType, lengthSeconds, seconds, pct, committedMs, enrichedMs },
  }
}

export function parseEnriched(value: Buffer): ReadRecord {
  let json: unknown
  try {
    json = JSON.parse(value.toString('utf8'))
  } catch {
    // No event; ClickHouse has it in its table of errors.
    return null
  }
  const parsed = enrichedEventSchema.safeParse(json)
  if (!parsed.success) return null
  const event = parsed.data
  return {
    id: event.event_id,
    meaning:
      event.correction === true
        ? 'correction'
        : event.deleted === true
          ? 'deleted'
          : event.snapshot === true
            ? 'snapshot'
            : 'new',
    version: event.source_lsn * 2 + (event.correction === true ? 1 : 0),
    contentId: event.content_id,
    userId: event.user_id,
    eventType: event.event_type,
    eventMs: event.event_ts.endsWith('Z') ? instantMs(event.event_ts) : Math.floor(Date.parse(event.event_ts)),
    durationMs: event.duration_ms,
    device: event.device,
    derived: {
      contentType: event.content_type,
      lengthSeconds: event.length_seconds,
      seconds: event.engagement_seconds === null ? null : hundredths(event.engagement_seconds),
      pct: event.engagement_pct === null ? null : hundredths(event.engagement_pct),
      committedMs: event.committed_ms,
      enrichedMs: event.enriched_ms,
    },
  }
}
