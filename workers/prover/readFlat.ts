/** Reads a record of engagement_events.flat as the enricher understands it (workers/enricher/parseEvent.ts). */
import { eventChangeSchema, type ChangeOperation } from '../../contract/pipeline'
import { instantMs } from './instantMs'
import { JsonCursor } from './jsonCursor'
import type { HeaderNames, ReadRecord, RecordMeaning } from './topicRecord'

const cursor = new JsonCursor()

/** The usual record by its bytes, any other by the full parser; null for what says nothing of an event. */
export function readFlat(value: Buffer | null, headers: HeaderNames): ReadRecord {
  if (value === null) return null
  const quick = quickFlat(value, headers)
  return quick === undefined ? parseFlat(value, headers) : quick
}

/** Undefined where the record is not of the usual form. */
export function quickFlat(value: Buffer, headers: HeaderNames): ReadRecord | undefined {
  cursor.begin(value)
  cursor.expect('{"id":')
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
  cursor.expect(',"raw_payload":')
  if (!cursor.fits()) return undefined
  // Within the payload's own text every quote is escaped, so this can only be the end.
  cursor.skipToLast(',"__op":"')
  cursor.expect(',"__op":"')
  const op = cursor.takes('c') ? 'c' : cursor.takes('u') ? 'u' : cursor.takes('d') ? 'd' : 'r'
  if (op === 'r') cursor.expect('r')
  cursor.expect('","__table":"engagement_events","__source_ts_ms":')
  cursor.integer()
  cursor.expect(',"__source_lsn":')
  const lsn = cursor.integer()
  cursor.expect('}')
  cursor.end()
  const eventMs = instantMs(instant)
  if (!cursor.fits() || id < 0 || Number.isNaN(eventMs)) return undefined
  const meaning = meaningOf(op, headers)
  if (meaning === null) return null
  return { id, meaning, version: lsn * 2, contentId, userId, eventType, eventMs, durationMs, device, derived: null }
}

export function parseFlat(value: Buffer, headers: HeaderNames): ReadRecord {
  let json: unknown
  try {
    json = JSON.parse(value.toString('utf8'))
  } catch {
    // No event: it is a dead letter, and counted there.
    return null
  }
  const parsed = eventChangeSchema.safeParse(json)
  if (!parsed.success) return null
  const change = parsed.data
  const meaning = meaningOf(change.__op, headers)
  if (meaning === null) return null
  return {
    id: change.id,
    meaning,
    version: change.__source_lsn * 2,
    contentId: change.content_id,
    userId: change.user_id,
    eventType: change.event_type,
    eventMs: instantOf(change.event_ts),
    durationMs: change.duration_ms,
    device: change.device,
    derived: null,
  }
}

/** Debezium writes UTC; an instant with an offset is taken from others. */
function instantOf(text: string): number {
  return text.endsWith('Z') ? instantMs(text) : Math.floor(Date.parse(text))
}

/** Null for the delete that Debezium writes at the old key when an event changes its content. */
function meaningOf(op: ChangeOperation, headers: HeaderNames): RecordMeaning | null {
  switch (op) {
    case 'c':
      return '__debezium.oldkey' in headers ? 'correction' : 'new'
    case 'r':
      return 'snapshot'
    case 'u':
      return 'correction'
    case 'd':
      return '__debezium.newkey' in headers ? null : 'deleted'
  }
}
