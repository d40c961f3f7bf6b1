/** What could not be enriched, with its raw bytes and where it stood. */
import type { DeadLetter, DeadLetterReason } from '../../contract/pipeline'

export interface RejectedRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: Buffer | null
  readonly value: Buffer | null
}

/** Bytes of key and value kept in a dead letter: base64 makes 4 of 3, and the whole must stay below what Kafka takes. */
const keptBytes = 680_000

/** @param failedMs now, in milliseconds since the epoch. */
export function deadLetter(
  record: RejectedRecord,
  reason: DeadLetterReason,
  detail: string,
  failedMs: number,
): DeadLetter {
  const { topic, partition, offset, key, value } = record
  const total = (key?.length ?? 0) + (value?.length ?? 0)
  const whole = total <= keptBytes
  const note = whole
    ? ''
    : ` (${total} bytes, of which the first are kept here; the rest stands at ${topic}/${partition} offset ${offset})`
  return {
    reason,
    detail: detail.slice(0, 2_000) + note,
    topic,
    partition,
    offset,
    key_base64: base64(key, whole ? Infinity : keptBytes / 4),
    value_base64: base64(value, whole ? Infinity : (keptBytes / 4) * 3),
    failed_ms: failedMs,
  }
}

function base64(bytes: Buffer | null, limit: number): string | null {
  return bytes === null ? null : bytes.subarray(0, Math.min(bytes.length, limit)).toString('base64')
}
