/** Records on their way out, and how many of them one transaction takes. */

export type OutgoingKind = 'enriched' | 'correction' | 'dead_letter'

/** One record to be produced. The partition is chosen already: a retry must not choose another. */
export interface Outgoing {
  readonly kind: OutgoingKind
  readonly topic: string
  readonly partition: number
  readonly key: Buffer | null
  readonly value: Buffer
  /** When Postgres committed the change, for the latency of new events; null for all else. */
  readonly committedMs: number | null
}

/** What kafkajs adds to a record and to a record batch, at most, in bytes (offsets, lengths, headers of the batch). */
const overheadBytes = 128

/**
 * The largest record that is sent. Kafka refuses a record batch above max.message.bytes (1,048,588 unless set), for good;
 * kafkajs makes one batch of all records for a partition and never splits it.
 */
export const largestRecordBytes = 950_000

/** The outgoing part of one transaction. */
export interface OutgoingBatch {
  /** Whether a further record of at most this many bytes may join. The first one always may. */
  fits(bytes: number): boolean
  add(outgoing: Outgoing): void
  readonly records: readonly Outgoing[]
}

/**
 * @param maxBytes bound of what one partition gets in one transaction, well below max.message.bytes.
 * @param maxRecords bound of all records, so that a transaction stays short.
 */
export function createOutgoingBatch(maxBytes = 700_000, maxRecords = 5_000): OutgoingBatch {
  const records: Outgoing[] = []
  const sizes = new Map<string, number>()
  let largest = 0
  return {
    fits: (bytes) =>
      records.length === 0 || (records.length < maxRecords && largest + bytes + overheadBytes <= maxBytes),
    add: (outgoing) => {
      records.push(outgoing)
      const target = `${outgoing.topic}/${outgoing.partition}`
      const size = (sizes.get(target) ?? 0) + outgoing.value.length + (outgoing.key?.length ?? 0) + overheadBytes
      sizes.set(target, size)
      largest = Math.max(largest, size)
    },
    records,
  }
}
