/** Reads a record of engagement_events.flat as the enricher understands it (workers/enricher/parseEvent.ts). */
import { eventChangeSchema, type ChangeOperation } from '../../contract/pipeline'
import { changedKeyOf } from '../pipeline/records/keyChange'
import { instantMs } from './instantMs'
import { parsedEvent } from './parsedEvent'
import type { HeaderNames, ReadEvent, RecordMeaning, TopicRecord } from './topicRecord'
import { UsualRecord } from './usualRecord'

const keys = {
  id: Buffer.from('{"id":'),
  payload: Buffer.from(',"raw_payload":'),
  op: Buffer.from(',"__op":"'),
  c: Buffer.from('c'),
  u: Buffer.from('u'),
  d: Buffer.from('d'),
  r: Buffer.from('r'),
  table: Buffer.from('","__table":"engagement_events","__source_ts_ms":'),
  lsn: Buffer.from(',"__source_lsn":'),
  end: Buffer.from('}'),
}
const usual = new UsualRecord()

/** The usual record by its bytes, any other by the full parser; null for what says nothing of an event. */
export function readFlat(value: Buffer | null, headers: HeaderNames): ReadEvent | null {
  if (value === null) return null
  const op = readUsualFlat(value)
  if (op === null) {
    const parsed = parseFlat(value, headers)
    return parsed === null ? null : parsedEvent(parsed)
  }
  const meaning = meaningOf(op, headers)
  if (meaning === null) return null
  usual.meaning = meaning
  return usual
}

/** Null where the record is not of the usual form. */
function readUsualFlat(value: Buffer): ChangeOperation | null {
  const { cursor } = usual
  usual.readSource(value, keys.id)
  cursor.expect(keys.payload)
  if (!cursor.fits()) return null
  // Within the payload's own text every quote is escaped, so this can only be the end.
  cursor.skipToLast(keys.op)
  cursor.expect(keys.op)
  const op = cursor.takes(keys.c) ? 'c' : cursor.takes(keys.u) ? 'u' : cursor.takes(keys.d) ? 'd' : 'r'
  if (op === 'r') cursor.expect(keys.r)
  cursor.expect(keys.table)
  cursor.integer()
  cursor.expect(keys.lsn)
  usual.version = cursor.integer() * 2
  cursor.expect(keys.end)
  return usual.isUsual() ? op : null
}

export function parseFlat(value: Buffer, headers: HeaderNames): TopicRecord | null {
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

/** Null for the delete at the old key of an event that changed its content (workers/pipeline/records/keyChange.ts). */
function meaningOf(op: ChangeOperation, headers: HeaderNames): RecordMeaning | null {
  switch (op) {
    case 'c':
      return changedKeyOf('c', headers) !== null ? 'correction' : 'new'
    case 'r':
      return 'snapshot'
    case 'u':
      return 'correction'
    case 'd':
      return changedKeyOf('d', headers) === 'content' ? null : 'deleted'
  }
}
