import { canaryContentId, eventChangeSchema } from '../../../contract/pipeline'
import { changedKeyOf } from '../../pipeline/records/keyChange'
import type { LifeChange } from './lifeChange'

/** What a record of engagement_events.flat means for the number of live events. */
export interface EventEffect {
  /** Null for a record that says nothing of an event's life. */
  readonly change: LifeChange | null
  /** When Postgres committed a new event, in milliseconds; null for all but creations. */
  readonly committedMs: number | null
  readonly canary: boolean
}

const none: EventEffect = { change: null, committedMs: null, canary: false }
const canaryBytes = Buffer.from(canaryContentId)

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
/**
 * The one shape in which Debezium writes an event. It is strictly narrower than eventChangeSchema: what it accepts is
 * valid, and what it does not accept is parsed in full. Matching costs a tenth of parsing.
 */
const usualEvent = new RegExp(
  `^\\{"id":(\\d{1,15}),"content_id":(?:null|"(${uuid})"),"user_id":(?:null|"${uuid}"),` +
    `"event_type":(?:null|"(?:play|pause|finish|click)"),"event_ts":"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z",` +
    `"duration_ms":(?:null|-?\\d{1,9}),"device":(?:null|"[^"\\\\]*"),"raw_payload":(?:null|"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"),` +
    `(?:"__deleted":"(?:true|false)",)?"__op":"([crud])","__table":"\\w+","__source_ts_ms":(\\d{1,15}),"__source_lsn":(\\d{1,15})` +
    `(?:,"__deleted":"(?:true|false)")?\\}$`,
)
/** Longer values are parsed in full: a pattern is no place for a megabyte. */
const usualLength = 16_384

interface Change {
  readonly id: number
  readonly lsn: number
  readonly op: string
  readonly contentId: string | null
  readonly committedMs: number
}

function parsedInFull(value: Buffer): Change | null {
  let json: unknown
  try {
    json = JSON.parse(value.toString('utf8'))
  } catch (thrown) {
    // Not JSON is an answer here: the enricher sends such a record to the dead letters.
    if (thrown instanceof SyntaxError) return null
    throw thrown
  }
  const parsed = eventChangeSchema.safeParse(json)
  if (!parsed.success) return null
  const { id, content_id: contentId, __op: op, __source_ts_ms: committedMs, __source_lsn: lsn } = parsed.data
  return { id, lsn, op, contentId, committedMs }
}

function changeOf(value: Buffer): Change | null {
  if (value.length <= usualLength) {
    const usual = usualEvent.exec(value.toString('latin1'))
    if (usual !== null) {
      const [, id, contentId = null, op = '', committedMs, lsn] = usual
      return { id: Number(id), lsn: Number(lsn), op, contentId, committedMs: Number(committedMs) }
    }
  }
  return parsedInFull(value)
}

/** The key must name the event's content, as the enricher demands: JSON text of the id or null. Otherwise it is a dead letter. */
function keyNames(key: Buffer | null, contentId: string | null): boolean {
  const text = key?.toString('latin1') ?? 'null'
  return contentId === null ? text === 'null' : text === `"${contentId}"` || text === contentId
}

/**
 * Reads one record. A delete and a create of one event that goes on living (workers/pipeline/records/keyChange.ts) count nothing. What is not an
 * event counts nothing either.
 * @param headers as kafkajs gives them
 */
export function eventEffect(
  key: Buffer | null,
  value: Buffer | null,
  headers: Readonly<Record<string, unknown>>,
): EventEffect {
  if (key?.includes(canaryBytes) === true) return { ...none, canary: true }
  if (value === null) return none
  const change = changeOf(value)
  if (change === null || !keyNames(key, change.contentId)) return none
  if (change.contentId === canaryContentId) return { ...none, canary: true }
  const { id, lsn } = change
  switch (change.op) {
    case 'c':
      if (changedKeyOf('c', headers) === 'content') return none
      return { change: { id, lsn, lives: true }, committedMs: change.committedMs, canary: false }
    case 'r':
    case 'u':
      return { change: { id, lsn, lives: true }, committedMs: null, canary: false }
    case 'd':
      if (changedKeyOf('d', headers) === 'content') return none
      return { change: { id, lsn, lives: false }, committedMs: null, canary: false }
    default:
      return none
  }
}
