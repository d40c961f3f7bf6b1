/**
 * A 32-bit hash of what a store says of an event. Postgres, ClickHouse and this module make it of the same text, so that a range of
 * events is compared by a count and a sum, and single events only where these differ.
 *
 * Text of the source's fields: `id|content_id|user_id|event_type|ms|duration_ms|device`. Null is empty; a device is preceded by `=`,
 * as it may be empty itself and hold anything: it stands last. `ms`: whole milliseconds since the epoch, cut towards the past.
 * Text of the derived ones: `id|content_type|length_seconds|hundredths of seconds|hundredths of pct|version`.
 * The same in SQL: sql/postgres/prover/ranges.sql, sql/clickhouse/prover/ranges.sql.
 */
import { hash } from 'node:crypto'

/** Fields as text, null where they have none; `ms` null for an instant that is none (infinity). */
export function sourceText(
  id: number,
  contentId: string | null,
  userId: string | null,
  eventType: string | null,
  ms: number | null,
  durationMs: string | number | null,
  device: string | null,
): string {
  return `${id}|${contentId ?? ''}|${userId ?? ''}|${eventType ?? ''}|${ms ?? ''}|${durationMs ?? ''}|${device === null ? '' : `=${device}`}`
}

/** @param version source_lsn * 2, and 1 more for a correction */
export function derivedText(
  id: number,
  contentType: string | null,
  lengthSeconds: string | number | null,
  secondsHundredths: number | null,
  pctHundredths: number | null,
  version: number,
): string {
  return `${id}|${contentType ?? ''}|${lengthSeconds ?? ''}|${secondsHundredths ?? ''}|${pctHundredths ?? ''}|${version}`
}

/** The first 8 hexadecimal digits of the text's MD5 as a number; 1 for 0, which is kept for "none". */
export function hash32(text: string): number {
  return Math.max(1, Number.parseInt(hash('md5', text, 'hex').slice(0, 8), 16))
}

/** A decimal text with two places as a whole number of hundredths. */
export function hundredths(decimal: string): number {
  return Number(decimal.replace('.', ''))
}
