/**
 * A 32-bit hash of what a store says of an event. Postgres, ClickHouse and this module make it of the same text, so that a range of
 * events is compared by a count and a sum, and single events only where these differ.
 *
 * Text of the source's fields: `id|content_id|user_id|event_type|ms|duration_ms|device`. Null is empty; a device is preceded by `=`,
 * as it may be empty itself and hold anything: it stands last. `ms`: whole milliseconds since the epoch, cut towards the past.
 * Text of the whole row: the same with `|content_type|length_seconds|hundredths of seconds|hundredths of pct|version` before the device.
 * The same in SQL: sql/postgres/prover/ranges.sql, sql/clickhouse/prover/ranges.sql; from bytes: workers/prover/usualRecord.ts.
 */
import { hash } from 'node:crypto'
import type { TopicRecord } from './topicRecord'

/** The text of a record: of the source's fields for one of flat, of the whole row for an enriched one. */
export function textOf(record: TopicRecord): string {
  const { id, contentId, userId, eventType, eventMs, durationMs, device, derived, version } = record
  // An instant that is none (infinity) is empty.
  const ms = Number.isNaN(eventMs) ? '' : eventMs
  const more =
    derived === null
      ? ''
      : `|${derived.contentType ?? ''}|${derived.lengthSeconds ?? ''}|${derived.seconds ?? ''}|${derived.pct ?? ''}|${version}`
  return `${id}|${contentId ?? ''}|${userId ?? ''}|${eventType ?? ''}|${ms}|${durationMs ?? ''}${more}|${device === null ? '' : `=${device}`}`
}

/** The first 8 hexadecimal digits of the text's MD5 as a number; 1 for 0, which is kept for "none". @param text as UTF-8 where it is bytes */
export function hash32(text: string | Uint8Array): number {
  return Math.max(1, Number.parseInt(hash('md5', text, 'hex').slice(0, 8), 16))
}

/** A decimal text with two places as a whole number of hundredths. */
export function hundredths(decimal: string): number {
  // No negative zero: it is the same number everywhere else.
  return Number(decimal.replace('.', '')) + 0
}
