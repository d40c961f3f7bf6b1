/** A Produce request whose bytes are ours: kafkajs sends it, picks its version and reads the answer. */
import type { Broker } from './kafkajs'
import { withChangedRequest } from './changedRequest'
import { recordBatchBound, writeRecordBatch, type BatchOrigin, type BatchRecord } from '../recordBatch'

/** What one partition gets: one batch of at least one record. */
export interface PartitionBatch {
  readonly topic: string
  readonly partition: number
  readonly firstSequence: number
  readonly records: readonly BatchRecord[]
}

/** Null for a producer that is neither transactional nor idempotent. */
export type Producing = Omit<BatchOrigin, 'firstSequence' | 'transactional'> & {
  readonly transactionalId: string | null
}

/** How long the leader may wait for its replicas, in milliseconds. */
const replicasLimitMs = 30_000
const allReplicas = -1

/**
 * Writes a batch to each of the partitions, all led by this broker, and waits until all their replicas have them.
 * @throws what kafkajs makes of the first partition's refusal, or of a connection that was lost: then some partitions may have it.
 */
export async function produceBatches(
  broker: Broker,
  producing: Producing,
  batches: readonly PartitionBatch[],
): Promise<void> {
  const body = encodeProduce(producing, batches)
  const ours = withChangedRequest(broker, ({ request, response }) => {
    if (request.apiVersion < 3 || request.apiVersion > 7) {
      throw new Error(`Produce of version ${request.apiVersion} is not known here`)
    }
    return { request: { ...request, encode: () => Promise.resolve({ buf: body, buffer: body }) }, response }
  })
  await broker.produce.call(ours, { topicData: [], acks: allReplicas })
}

/**
 * The body of a Produce request of the versions 3 to 7: transactional_id acks timeout [topic [partition records]]
 * (Kafka's protocol guide).
 */
export function encodeProduce(producing: Producing, batches: readonly PartitionBatch[]): Buffer {
  const { transactionalId } = producing
  const topics = byTopic(batches)
  let bound = 2 + (transactionalId === null ? 0 : Buffer.byteLength(transactionalId)) + 2 + 4 + 4
  for (const topic of topics.keys()) bound += 2 + Buffer.byteLength(topic) + 4
  for (const { records } of batches) bound += 4 + 4 + recordBatchBound(records)
  const target = Buffer.allocUnsafe(bound)
  let at = writeString(target, 0, transactionalId)
  at = target.writeInt16BE(allReplicas, at)
  at = target.writeInt32BE(replicasLimitMs, at)
  at = target.writeInt32BE(topics.size, at)
  for (const [topic, partitions] of topics) {
    at = writeString(target, at, topic)
    at = target.writeInt32BE(partitions.length, at)
    for (const { partition, firstSequence, records } of partitions) {
      at = target.writeInt32BE(partition, at)
      const start = at + 4
      const end = writeRecordBatch(target, start, records, {
        ...producing,
        firstSequence,
        transactional: transactionalId !== null,
      })
      target.writeInt32BE(end - start, at)
      at = end
    }
  }
  return target.subarray(0, at)
}

function byTopic(batches: readonly PartitionBatch[]): Map<string, PartitionBatch[]> {
  const topics = new Map<string, PartitionBatch[]>()
  for (const batch of batches) {
    const there = topics.get(batch.topic)
    if (there === undefined) topics.set(batch.topic, [batch])
    else there.push(batch)
  }
  return topics
}

function writeString(target: Buffer, at: number, text: string | null): number {
  if (text === null) return target.writeInt16BE(-1, at)
  const bytes = target.write(text, at + 2)
  return target.writeInt16BE(bytes, at) + bytes
}
