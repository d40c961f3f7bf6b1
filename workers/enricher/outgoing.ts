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

/** What a record batch adds to each record, at most, in bytes: offsets, lengths (shared/recordBatch.ts). */
const overheadBytes = 32
/** The head of a batch, and room. */
const batchBytes = 1_024

/**
 * The largest record that is sent. Kafka refuses a record batch above max.message.bytes (1,048,588 unless set), for good;
 * all records for a partition are one batch, which nobody splits.
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
export function createOutgoingBatch(maxBytes = 900_000, maxRecords = 5_000): OutgoingBatch {
  const records: Outgoing[] = []
  /** The output partitions, which are few. */
  const places: { readonly topic: string; readonly partition: number; bytes: number }[] = []
  let largest = 0
  return {
    fits: (bytes) =>
      records.length === 0 || (records.length < maxRecords && largest + bytes + overheadBytes <= maxBytes),
    add: (outgoing) => {
      records.push(outgoing)
      const { topic, partition, key, value } = outgoing
      const bytes = value.length + (key?.length ?? 0) + overheadBytes
      let place = places.find((each) => each.partition === partition && each.topic === topic)
      if (place === undefined) places.push((place = { topic, partition, bytes: batchBytes }))
      place.bytes += bytes
      largest = Math.max(largest, place.bytes)
    },
    records,
  }
}
