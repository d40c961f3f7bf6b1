/**
 * The record batches of a fetch answer (magic 2, not compressed), read with as little made for each record as its users need.
 * Source: Kafka's documentation, "Message Format".
 */
import type { FetchedRecord } from './committedRecords'
import { VarintReader } from './varint'

/** Places within a batch. */
const lengthAt = 8
const magicAt = 16
const attributesAt = 21
const recordsAt = 61

const compressionBits = 0x7
const logAppendTimeBit = 0x8
const transactionalBit = 0x10
const controlBit = 0x20

const noHeaders: FetchedRecord['headers'] = Object.freeze({})

/**
 * The records from `start` to before `end`; a batch that is cut off at the end is left out, as the broker may cut the last one.
 * Keys and values are parts of `bytes`, not copies.
 * @returns null when a batch is compressed or of an older format: that is kafkajs's to read.
 */
export function readRecordBatches(bytes: Buffer, start: number, end: number): FetchedRecord[] | null {
  const records: FetchedRecord[] = []
  for (let at = start; at + recordsAt <= end;) {
    const next = at + lengthAt + 4 + bytes.readInt32BE(at + lengthAt)
    if (bytes[at + magicAt] !== 2) return null
    if (next > end) break
    if (next < at + recordsAt) throw new Error(`a record batch of ${next - at} bytes`)
    if ((bytes.readInt16BE(at + attributesAt) & compressionBits) !== 0) return null
    readBatch(bytes, at, records)
    at = next
  }
  return records
}

function readBatch(bytes: Buffer, at: number, records: FetchedRecord[]): void {
  const attributes = bytes.readInt16BE(at + attributesAt)
  const baseOffset = Number(bytes.readBigInt64BE(at))
  const baseTime = Number(bytes.readBigInt64BE(at + 27))
  const appendTime = (attributes & logAppendTimeBit) === 0 ? null : String(bytes.readBigInt64BE(at + 35))
  const isControlRecord = (attributes & controlBit) !== 0
  const batchContext = {
    producerId: String(bytes.readBigInt64BE(at + 43)),
    inTransaction: (attributes & transactionalBit) !== 0,
  }
  const count = bytes.readInt32BE(at + 57)
  const reader = new VarintReader(bytes, at + recordsAt)
  // A connector gives all its records the same headers: read once where they repeat to the byte.
  let headers = noHeaders
  let headersFrom = 0
  let headersTo = 0
  for (let index = 0; index < count; index += 1) {
    const length = reader.next()
    const end = reader.at + length
    // Attributes of a record: none are in use.
    reader.at += 1
    const timestamp = String(baseTime + reader.next())
    const offset = String(baseOffset + reader.next())
    const key = reader.nextBytes()
    const value = reader.nextBytes()
    const from = reader.at
    const repeated =
      end - from === headersTo - headersFrom && bytes.compare(bytes, from, end, headersFrom, headersTo) === 0
    if (!repeated) {
      headers = readHeaders(reader)
      headersFrom = from
      headersTo = end
    }
    records.push({
      offset,
      timestamp: appendTime ?? timestamp,
      key,
      value,
      headers,
      isControlRecord,
      batchContext,
    })
    reader.at = end
  }
}

/** By name; of a name that comes several times, a list. */
function readHeaders(reader: VarintReader): FetchedRecord['headers'] {
  const count = reader.next()
  if (count <= 0) return noHeaders
  const headers = new Map<string, Buffer | null | (Buffer | null)[]>()
  for (let index = 0; index < count; index += 1) {
    const name = String(reader.nextBytes() ?? '')
    const value = reader.nextBytes()
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value])
  }
  return Object.fromEntries(headers)
}
