/**
 * Kafka's record batch (magic 2), written straight into a buffer: nothing is made for each record. Source: Kafka's documentation,
 * "Message Format". Without compression and without headers, which nothing here writes.
 */
import { crc32c } from './crc32c'
import { varintSize, writeVarint } from './varint'

export interface BatchRecord {
  readonly key: Uint8Array | null
  readonly value: Uint8Array
}

/** Who writes a batch, and as which of its own. */
export interface BatchOrigin {
  /** From InitProducerId; -1 for a producer that is not idempotent. */
  readonly producerId: bigint
  readonly producerEpoch: number
  /** The sequence number of the first record; the others follow. */
  readonly firstSequence: number
  readonly transactional: boolean
  /** The time of every record, in milliseconds since the epoch. */
  readonly timestampMs: number
}

/** Places within a batch: what the length counts begins behind it, what the checksum covers with the attributes. */
const lengthAt = 8
const crcAt = 17
const attributesAt = 21
const recordsAt = 61

const magic = 2
const transactionalBit = 0x10
/** Of each record: length, attributes, time, offset, length of key, length of value, number of headers. */
const recordOverhead = 5 + 1 + 1 + 5 + 5 + 5 + 1

/** As many bytes as {@link writeRecordBatch} takes at most. */
export function recordBatchBound(records: readonly BatchRecord[]): number {
  let bytes = recordsAt
  for (const { key, value } of records) bytes += recordOverhead + (key === null ? 0 : key.length) + value.length
  return bytes
}

/**
 * Writes a batch of at least one record at `start`.
 * @returns where it ends.
 */
export function writeRecordBatch(
  target: Buffer,
  start: number,
  records: readonly BatchRecord[],
  { producerId, producerEpoch, firstSequence, transactional, timestampMs }: BatchOrigin,
): number {
  let at = start + recordsAt
  for (let offset = 0; offset < records.length; offset += 1) {
    const record = records[offset]
    if (record !== undefined) at = writeRecord(target, at, record, offset)
  }
  const time = BigInt(timestampMs)
  // The base offset is the broker's to give, and so is the leader's epoch.
  target.writeBigInt64BE(0n, start)
  target.writeInt32BE(at - start - lengthAt - 4, start + lengthAt)
  target.writeInt32BE(0, start + lengthAt + 4)
  target.writeInt8(magic, start + crcAt - 1)
  target.writeInt16BE(transactional ? transactionalBit : 0, start + attributesAt)
  target.writeInt32BE(records.length - 1, start + 23)
  target.writeBigInt64BE(time, start + 27)
  target.writeBigInt64BE(time, start + 35)
  target.writeBigInt64BE(producerId, start + 43)
  target.writeInt16BE(producerEpoch, start + 51)
  target.writeInt32BE(firstSequence, start + 53)
  target.writeInt32BE(records.length, start + 57)
  target.writeUInt32BE(crc32c(target, start + attributesAt, at), start + crcAt)
  return at
}

function writeRecord(target: Buffer, start: number, { key, value }: BatchRecord, offset: number): number {
  const keyBytes = key === null ? 0 : key.length
  const keyLength = key === null ? -1 : keyBytes
  const body = 3 + varintSize(offset) + varintSize(keyLength) + keyBytes + varintSize(value.length) + value.length
  let at = writeVarint(target, start, body)
  target[at] = 0
  // The time as a difference from the batch's: none.
  target[at + 1] = 0
  at = writeVarint(target, at + 2, offset)
  at = writeVarint(target, at, keyLength)
  if (key !== null) {
    target.set(key, at)
    at += keyBytes
  }
  at = writeVarint(target, at, value.length)
  target.set(value, at)
  at += value.length
  // No headers.
  target[at] = 0
  return at + 1
}
