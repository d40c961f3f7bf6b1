/** Reads a record of engagement_enriched. */
import { enrichedEventSchema } from '../../contract/pipeline'
import { instantMs } from './instantMs'
import { parsedEvent } from './parsedEvent'
import { hundredths } from './rowHash'
import type { ReadEvent, RecordMeaning, TopicRecord } from './topicRecord'
import { UsualRecord } from './usualRecord'

const keys = {
  id: Buffer.from('{"event_id":'),
  contentType: Buffer.from(',"content_type":'),
  lengthSeconds: Buffer.from(',"length_seconds":'),
  seconds: Buffer.from(',"engagement_seconds":'),
  pct: Buffer.from(',"engagement_pct":'),
  committedMs: Buffer.from(',"committed_ms":'),
  enrichedMs: Buffer.from(',"enriched_ms":'),
  lsn: Buffer.from(',"source_lsn":'),
  correction: Buffer.from(',"correction":true'),
  deleted: Buffer.from(',"deleted":true'),
  snapshot: Buffer.from(',"snapshot":true'),
  end: Buffer.from('}'),
}
const usual = new UsualRecord()

/** The usual record by its bytes, any other by the full parser; null for what is no enriched event. */
export function readEnriched(value: Buffer | null): ReadEvent | null {
  if (value === null) return null
  if (readUsualEnriched(value)) return usual
  const parsed = parseEnriched(value)
  return parsed === null ? null : parsedEvent(parsed)
}

/** @returns whether the record is of the usual form */
function readUsualEnriched(value: Buffer): boolean {
  const { cursor } = usual
  usual.readSource(value, keys.id)
  cursor.expect(keys.contentType)
  cursor.stringOrNull()
  usual.keepDerived('contentType')
  cursor.expect(keys.lengthSeconds)
  cursor.integerOrNull()
  usual.keepDerived('lengthSeconds')
  cursor.expect(keys.seconds)
  const seconds = cursor.hundredthsOrNull()
  cursor.expect(keys.pct)
  const pct = cursor.hundredthsOrNull()
  cursor.expect(keys.committedMs)
  const committedMs = cursor.integer()
  cursor.expect(keys.enrichedMs)
  const enrichedMs = cursor.integer()
  cursor.expect(keys.lsn)
  const lsn = cursor.integer()
  if (!cursor.fits()) return false
  let meaning: RecordMeaning = 'new'
  if (cursor.takes(keys.correction)) meaning = 'correction'
  if (cursor.takes(keys.deleted)) meaning = meaning === 'new' ? 'deleted' : meaning
  if (cursor.takes(keys.snapshot)) meaning = meaning === 'new' ? 'snapshot' : meaning
  cursor.expect(keys.end)
  usual.meaning = meaning
  usual.version = lsn * 2 + (meaning === 'correction' ? 1 : 0)
  usual.takeDerived(seconds, pct, committedMs, enrichedMs)
  return usual.isUsual()
}

export function parseEnriched(value: Buffer): TopicRecord | null {
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
