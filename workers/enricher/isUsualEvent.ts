/**
 * The check that nearly every event passes: exactly the fields of {@link eventChangeSchema}, each as the schema has it, and an instant that
 * needs no change. Whatever does not pass is for the schema to judge. A test holds both to the same answers.
 */
import { eventTypes, type EventChange } from '../../contract/pipeline'
import { isUtcInstant } from './utcInstant'

const fields = 12
const types: ReadonlySet<unknown> = new Set<unknown>([null, ...eventTypes])
const operations: ReadonlySet<unknown> = new Set<unknown>(['c', 'r', 'u', 'd'])

export function isUsualEvent(json: unknown): json is EventChange {
  return (
    isObject(json) &&
    Object.keys(json).length === fields &&
    isSafeId(json['id']) &&
    isUuidOrNull(json['content_id']) &&
    isUuidOrNull(json['user_id']) &&
    types.has(json['event_type']) &&
    typeof json['event_ts'] === 'string' &&
    isUtcInstant(json['event_ts']) &&
    isInt32OrNull(json['duration_ms']) &&
    isTextOrNull(json['device']) &&
    isTextOrNull(json['raw_payload']) &&
    operations.has(json['__op']) &&
    typeof json['__table'] === 'string' &&
    isSafeId(json['__source_ts_ms']) &&
    isSafeId(json['__source_lsn'])
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isSafeId(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isInt32OrNull(value: unknown): boolean {
  return value === null || (typeof value === 'number' && (value | 0) === value)
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

/** By code: 1 for 0-9 and a-f. */
const hexDigits = Uint8Array.from({ length: 128 }, (_, code) => Number(/[0-9a-f]/.test(String.fromCharCode(code))))
const dash = 0x2d

function isHex(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (hexDigits[text.charCodeAt(at)] !== 1) return false
  return true
}

/** Lower case, as Postgres writes it. */
function isUuidOrNull(value: unknown): boolean {
  if (value === null) return true
  return (
    typeof value === 'string' &&
    value.length === 36 &&
    value.charCodeAt(8) === dash &&
    value.charCodeAt(13) === dash &&
    value.charCodeAt(18) === dash &&
    value.charCodeAt(23) === dash &&
    isHex(value, 0, 8) &&
    isHex(value, 9, 13) &&
    isHex(value, 14, 18) &&
    isHex(value, 19, 23) &&
    isHex(value, 24, 36)
  )
}
