import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { callOf, decoderOf, kafkajsModule, writtenBy } from '../../../../tests/support/kafkajsInside'
import { encodeProduce, type PartitionBatch, type Producing } from './produceBatches'

/** What kafkajs makes of the same records. */
async function theirs({ transactionalId, producerId, producerEpoch }: Producing, batches: readonly PartitionBatch[]) {
  const names = [...new Set(batches.map(({ topic }) => topic))]
  const topicData = names.map((topic) => ({
    topic,
    partitions: batches
      .filter((batch) => batch.topic === topic)
      .map(({ partition, firstSequence, records }) => ({ partition, firstSequence, messages: records })),
  }))
  const request = callOf(kafkajsModule('protocol/requests/produce/v7/request'), null, {
    acks: -1,
    timeout: 30_000,
    transactionalId: transactionalId ?? undefined,
    producerId: producerId.toString(),
    producerEpoch,
    topicData,
  })
  return writtenBy(await callOf(request, 'encode'))
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array))
const records = fc.array(fc.record({ key: fc.option(bytes(70)), value: bytes(300) }), { minLength: 1, maxLength: 150 })
const batchList = fc.uniqueArray(
  fc.record({
    topic: fc.constantFrom('engagement_enriched', 'engagement_events.dlq', 'ت'),
    partition: fc.nat(9),
    firstSequence: fc.nat(2 ** 31 - 1),
    records,
  }),
  { minLength: 1, maxLength: 4, selector: ({ topic, partition }) => `${topic}/${partition}` },
)
const timestampMs = 1_795_468_216_769
const producer = fc.record({
  transactionalId: fc.option(fc.constantFrom('group.topic.0', 'مجموعة')),
  producerId: fc.bigInt({ min: -1n, max: 2n ** 62n }),
  producerEpoch: fc.integer({ min: -1, max: 32_767 }),
  timestampMs: fc.constant(timestampMs),
})

afterEach(() => {
  vi.useRealTimers()
})

describe('encodeProduce', () => {
  it('writes byte for byte what kafkajs writes', async () => {
    vi.useFakeTimers({ now: timestampMs, toFake: ['Date'] })
    await fc.assert(
      fc.asyncProperty(producer, batchList, async (producing, batches) => {
        expect(encodeProduce(producing, batches).equals(await theirs(producing, batches))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('writes lengths on both sides of where a varint grows, and values beyond a megabyte', async () => {
    vi.useFakeTimers({ now: timestampMs, toFake: ['Date'] })
    const producing = { transactionalId: 'id', producerId: 4_711n, producerEpoch: 3, timestampMs }
    const sizes = [0, 1, 57, 58, 63, 64, 65, 8_180, 8_190, 8_191, 8_192, 8_193, 1_048_575, 1_048_576, 1_048_577]
    const batch = {
      topic: 'engagement_enriched',
      partition: 2,
      firstSequence: 0,
      records: sizes.map((size) => ({ key: null, value: Buffer.alloc(size, 0xa5) })),
    }
    expect(encodeProduce(producing, [batch]).equals(await theirs(producing, [batch]))).toBe(true)
  })

  it('is read back by kafkajs as what was written', async () => {
    const written = Array.from({ length: 3_000 }, (_, index) => ({
      key: index % 3 === 0 ? null : Buffer.from(`key ${index}`),
      value: Buffer.from(`value ${index}`),
    }))
    const producing = { transactionalId: 'id', producerId: 4_711n, producerEpoch: 3, timestampMs }
    const batch = { topic: 't', partition: 0, firstSequence: 17, records: written }
    // Behind: transactional_id, acks, timeout, the count of topics, the topic, the count of partitions, the partition.
    const body = encodeProduce(producing, [batch]).subarray(4 + 2 + 4 + 4 + 3 + 4 + 4)
    const messages = await callOf(kafkajsModule('protocol/requests/fetch/v4/decodeMessages'), null, decoderOf(body))
    expect(messages).toMatchObject(
      written.map(({ key, value }, index) => ({
        key,
        value,
        offset: String(index),
        timestamp: String(timestampMs),
        isControlRecord: false,
        batchContext: { producerId: '4711', producerEpoch: 3, firstSequence: 17, inTransaction: true },
      })),
    )
  })
})
