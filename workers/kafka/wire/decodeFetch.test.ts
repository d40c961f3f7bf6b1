import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callOf, fieldOf, kafkajsModule, writtenBy } from '../../../tests/support/kafkajsInside'
import { decodeFetch } from './decodeFetch'
import { readRecordBatches } from './readRecordBatches'

const text = fc.string({ unit: 'binary', maxLength: 20 })
const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array))
/** Records as kafkajs's encoder takes them: a difference in time of any size and sign, headers with several values. */
const record = fc.record({
  // Up to what a batch's first timestamp and it make a safe integer together: later than that no clock is.
  timestampDelta: fc.oneof(
    fc.constant(0),
    fc.integer({ min: -1_000, max: 1_000 }),
    fc.maxSafeNat().map((delta) => Math.floor(delta / 2)),
  ),
  key: fc.option(bytes(70)),
  value: fc.option(bytes(300)),
  headers: fc.dictionary(text, fc.oneof(bytes(10), fc.array(bytes(10), { minLength: 2, maxLength: 3 })), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
})
const batch = fc.record({
  firstOffset: fc.maxSafeNat().map((offset) => Math.floor(offset / 2)),
  firstTimestamp: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  maxTimestamp: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  producerId: fc.bigInt({ min: -1n, max: 2n ** 62n }).map(String),
  producerEpoch: fc.integer({ min: -1, max: 32_767 }),
  transactional: fc.boolean(),
  records: fc.array(record, { maxLength: 40 }),
  /** Bits of the attributes that kafkajs never writes, but reads: time of the append, markers. */
  bits: fc.constantFrom(0, 0x8, 0x20),
})
type Batch = typeof batch extends fc.Arbitrary<infer T> ? T : never

async function encodeBatch({ records, bits, ...rest }: Batch): Promise<Buffer> {
  const encodeRecord = kafkajsModule('protocol/recordBatch/record/v0')
  const made = records.map((each, offsetDelta) => callOf(encodeRecord, null, { ...each, offsetDelta }))
  const encoder = await callOf(kafkajsModule('protocol/recordBatch/v0'), 'RecordBatch', {
    ...rest,
    lastOffsetDelta: records.length - 1,
    records: made,
  })
  const encoded = Buffer.from(writtenBy(encoder))
  encoded.writeInt16BE(encoded.readInt16BE(21) | bits, 21)
  return encoded
}

const partition = fc.record({
  partition: fc.nat(100),
  errorCode: fc.constantFrom(0, 1, 6),
  offsets: fc.tuple(fc.maxSafeNat(), fc.maxSafeNat(), fc.maxSafeNat()),
  aborted: fc.array(fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()), { maxLength: 3 }),
  batches: fc.array(batch, { maxLength: 3 }),
  /** Bytes that the broker cut off at the end. */
  cut: fc.nat(100),
})
const answer = fc.array(fc.record({ topic: text, partitions: fc.array(partition, { maxLength: 3 }) }), { maxLength: 3 })
type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never

const int = (size: 1 | 2 | 4, value: number): Buffer => {
  const made = Buffer.alloc(size)
  made.writeIntBE(value, 0, size)
  return made
}
const int64 = (value: number): Buffer => {
  const made = Buffer.alloc(8)
  made.writeBigInt64BE(BigInt(value))
  return made
}

/** The body of an answer, as the broker writes it. */
async function encodeAnswer(topics: Answer): Promise<Buffer> {
  const parts = [int(4, 0), int(2, 0), int(4, 77), int(4, topics.length)]
  for (const { topic, partitions } of topics) {
    const name = Buffer.from(topic)
    parts.push(int(2, name.length), name, int(4, partitions.length))
    for (const { partition: number, errorCode, offsets, aborted, batches, cut } of partitions) {
      const whole = Buffer.concat(await Promise.all(batches.map(encodeBatch)))
      // kafkajs cannot read less of a batch than its format's number; the broker sends the first one whole.
      const records = whole.subarray(0, Math.max(Math.min(whole.length, 17), whole.length - cut))
      parts.push(int(4, number), int(2, errorCode), ...offsets.map(int64), int(4, aborted.length))
      for (const pair of aborted) parts.push(...pair.map(int64))
      parts.push(int(4, -1), int(4, records.length), records)
    }
  }
  return Buffer.concat(parts)
}

const theirs = (body: Buffer): unknown => callOf(kafkajsModule('protocol/requests/fetch/v11/response'), 'decode', body)

describe('decodeFetch', () => {
  it('reads what kafkajs reads, of any answer', async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (topics) => {
        const body = await encodeAnswer(topics)
        const ours = decodeFetch(body)
        expect(ours).not.toBeNull()
        expect(await theirs(body)).toMatchObject(Object(ours))
        expect(fieldOf(ours, 'responses')).toHaveLength(topics.length)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves compressed batches and older formats to kafkajs', async () => {
    const [plain] = fc.sample(batch, { numRuns: 1, seed: 1 })
    if (plain === undefined) throw new Error('one sample was asked for')
    const encoded = await encodeBatch({ ...plain, bits: 0 })
    const length = encoded.length
    expect(readRecordBatches(encoded, 0, length)).toHaveLength(plain.records.length)
    for (const [at, value] of [
      [22, 1],
      [16, 1],
    ] as const) {
      const changed = Buffer.from(encoded)
      changed[at] = ((changed[at] ?? 0) & 0xf8) | value
      expect(readRecordBatches(changed, 0, length)).toBeNull()
    }
  })

  it('refuses a batch whose length cannot be, instead of reading it for ever', () => {
    const broken = Buffer.alloc(200)
    broken[16] = 2
    broken.writeInt32BE(-12, 8)
    expect(() => readRecordBatches(broken, 0, broken.length)).toThrow(/0 bytes/)
  })
})
