/** A record of engagement_events.flat, told apart. Rules: docs/pipeline.md, "engagement_enriched"; docs/decisions/0001. */
import { eventChangeSchema, type DeadLetterReason, type EventChange } from '../../contract/pipeline'
import { changedKeyOf } from '../pipeline/records/keyChange'
import { isUsualEvent } from './isUsualEvent'
import { utcInstant } from './utcInstant'

/** The part of a Kafka record that is read here. */
export interface RawRecord {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, unknown>>
}

/** What an enriched record will say of its event: it is new, read from the table (and perhaps told before), a further version of it, or gone. */
export type ChangeMeaning = 'new' | 'snapshot' | 'correction' | 'deleted'

export type ParsedEvent =
  | { readonly kind: 'change'; readonly meaning: ChangeMeaning; readonly change: EventChange }
  /** Says nothing of its own: a tombstone, or the delete at the old key of an event that changed its content, as connectors told it before decision 30. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'invalid'; readonly reason: DeadLetterReason; readonly detail: string }

export type ParsedChange =
  { readonly kind: 'change'; readonly change: EventChange } | Extract<ParsedEvent, { kind: 'invalid' }>

/** @returns what a value says, whatever its key; never throws. `event_ts` is in UTC. */
export function parseChange(value: Buffer): ParsedChange {
  let json: unknown
  try {
    json = JSON.parse(value.toString('utf8'))
  } catch (thrown) {
    return { kind: 'invalid', reason: 'not_json', detail: thrown instanceof Error ? thrown.message : String(thrown) }
  }
  if (isUsualEvent(json)) return { kind: 'change', change: json }
  const parsed = eventChangeSchema.safeParse(json)
  if (!parsed.success) {
    const detail = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`).join('; ')
    return { kind: 'invalid', reason: 'not_an_event', detail }
  }
  const change = parsed.data
  const eventTs = utcInstant(change.event_ts)
  if (eventTs === null) return { kind: 'invalid', reason: 'not_an_event', detail: 'event_ts: no such day or time' }
  change.event_ts = eventTs
  return { kind: 'change', change }
}

/** @returns what the record means; never throws. `event_ts` of a change is in UTC. */
export function parseEvent(record: RawRecord): ParsedEvent {
  if (record.value === null) return { kind: 'silent' }
  const parsed = parseChange(record.value)
  if (parsed.kind === 'invalid') return parsed
  const { change } = parsed
  if (!isQuoted(record.key, change.content_id)) {
    const keyed = keyContentId(record.key)
    if (keyed !== change.content_id) {
      return {
        kind: 'invalid',
        reason: 'key_mismatch',
        detail: `the key says ${keyed ?? 'null'}, the value ${change.content_id ?? 'null'}`,
      }
    }
  }
  switch (change.__op) {
    case 'r':
      return { kind: 'change', meaning: 'snapshot', change }
    case 'c':
      return { kind: 'change', meaning: changedKeyOf('c', record.headers) !== null ? 'correction' : 'new', change }
    case 'u':
      return { kind: 'change', meaning: 'correction', change }
    case 'd':
      if (changedKeyOf('d', record.headers) === 'content') return { kind: 'silent' }
      return { kind: 'change', meaning: 'deleted', change }
  }
}

const quote = 0x22

/** Whether a key is this content id in quotes, which it nearly always is: told without a parse. */
function isQuoted(key: Buffer | null, contentId: string | null): boolean {
  if (key === null || contentId === null) return false
  const last = key.length - 1
  return key[0] === quote && key[last] === quote && key.toString('latin1', 1, last) === contentId
}

/** The content id in a key: JSON text, as Debezium's JSON converter writes it (`"…"` or `null`), or nothing. */
function keyContentId(key: Buffer | null): string | null {
  if (key === null) return null
  const text = key.toString('utf8')
  // A string of hexadecimal digits and dashes needs no unescaping: the common case costs no parse.
  if (/^"[0-9a-f-]*"$/.test(text)) return text.slice(1, -1)
  return text === 'null' ? null : text
}
