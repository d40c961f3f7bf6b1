import fc from 'fast-check'
import { Partitioners } from '../wire/kafkajs/kafkajs'
import { describe, expect, it } from 'vitest'
import { keyPartition } from './keyPartition'

/** kafkajs's own port of the Java partitioner, as a second opinion. */
const second = Partitioners.DefaultPartitioner()

function secondOpinion(key: Buffer, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 1,
    replicas: [1],
    isr: [1],
  }))
  return second({ topic: 'any', partitionMetadata, message: { key, value: null } })
}

describe('keyPartition', () => {
  it('agrees with a second implementation for every key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 1, max: 64 }), (bytes, partitions) => {
        expect(keyPartition(bytes, partitions)).toBe(secondOpinion(Buffer.from(bytes), partitions))
      }),
    )
  })

  it('agrees for content ids', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(keyPartition(Buffer.from(id), 4)).toBe(secondOpinion(Buffer.from(id), 4))
      }),
    )
  })
})
