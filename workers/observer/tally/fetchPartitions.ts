import type { Cluster } from 'kafkajs'
import { z } from 'zod'
import { topicNameSchema, type TopicName } from '../../../contract/pipeline'
import { groupBy } from '../groupBy'
import { committedRecords, type AbortedTransaction, type FetchedRecord } from '../../shared/committedRecords'

export interface FetchTarget {
  readonly topic: TopicName
  readonly partition: number
  readonly offset: number
}

/** What one fetch tells of one partition. */
export interface PartitionChunk {
  readonly topic: TopicName
  readonly partition: number
  /** The offset that was asked for, and the one to go on with: past markers and aborted records too. */
  readonly from: number
  readonly next: number
  /** Committed data records, by offset. */
  readonly records: readonly FetchedRecord[]
  /** First offset still there, next offset to be written, and the offset before which all is decided. */
  readonly low: number
  readonly high: number
  readonly end: number
}

/** A position outside what its partition holds. */
export class PositionGone extends Error {
  constructor(
    readonly topic: TopicName,
    readonly partition: number,
    cause: unknown,
  ) {
    super(`${topic}/${partition} no longer has the offset that was asked for`, { cause })
    this.name = 'PositionGone'
  }
}

interface PartitionAnswer {
  readonly partition: number
  readonly highWatermark: string
  readonly lastStableOffset: string
  /** kafkajs's name for log_start_offset. */
  readonly lastStartOffset: string
  readonly abortedTransactions: readonly AbortedTransaction[]
  readonly messages: readonly FetchedRecord[]
}

function isPartitionAnswer(value: unknown): value is PartitionAnswer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'partition' in value &&
    'highWatermark' in value &&
    'lastStableOffset' in value &&
    'lastStartOffset' in value &&
    'abortedTransactions' in value &&
    'messages' in value &&
    Array.isArray(value.messages)
  )
}

/** kafkajs's untyped answer, as far as it is used. The records are its decoder's own, not parsed again: they are the hot path. */
function isFetchAnswer(
  answer: unknown,
): answer is { responses: { topicName: string; partitions: PartitionAnswer[] }[] } {
  if (typeof answer !== 'object' || answer === null || !('responses' in answer)) return false
  const { responses } = answer
  return (
    Array.isArray(responses) &&
    responses.every(
      (topic: unknown) =>
        typeof topic === 'object' &&
        topic !== null &&
        'topicName' in topic &&
        'partitions' in topic &&
        Array.isArray(topic.partitions) &&
        topic.partitions.every(isPartitionAnswer),
    )
  )
}

/** kafkajs's error by its name: its CommonJS exports do not offer the class to an ES module. */
const outOfRangeSchema = z.object({
  name: z.literal('KafkaJSOffsetOutOfRange'),
  topic: topicNameSchema,
  partition: z.int(),
})
const readCommitted = 1
const maxBytesPerPartition = 1_048_576
const maxBytes = 4_194_304

/**
 * Compaction can leave a batch empty; kafkajs shows nothing of it, and fetching there again brings it again, at once.
 * Where an answer holds no record of any partition, though something decided lies ahead of one, that is such a batch: it covers
 * the offset that was asked for at least, so one step on is safe. (With other records in the answer, they may have filled it.)
 */
function stepOverEmptyBatches(chunks: readonly PartitionChunk[]): PartitionChunk[] {
  if (chunks.some(({ from, next }) => next > from)) return [...chunks]
  return chunks.map((chunk) => (chunk.end > chunk.from ? { ...chunk, next: chunk.from + 1 } : chunk))
}

async function fetchFrom(
  cluster: Cluster,
  nodeId: string,
  targets: readonly FetchTarget[],
  maxWaitMs: number,
): Promise<PartitionChunk[]> {
  const broker = await cluster.findBroker({ nodeId })
  const byTopic = groupBy(targets, ({ topic }) => topic)
  let answer: unknown
  try {
    answer = await broker.fetch({
      isolationLevel: readCommitted,
      maxWaitTime: maxWaitMs,
      minBytes: 1,
      maxBytes,
      topics: [...byTopic].map(([topic, wanted]) => ({
        topic,
        partitions: wanted.map(({ partition, offset }) => ({
          partition,
          fetchOffset: String(offset),
          maxBytes: maxBytesPerPartition,
        })),
      })),
    })
  } catch (thrown) {
    const gone = outOfRangeSchema.safeParse(thrown)
    if (gone.success) throw new PositionGone(gone.data.topic, gone.data.partition, thrown)
    throw thrown
  }
  if (!isFetchAnswer(answer)) throw new Error('kafkajs answered a fetch in a shape that this version does not know')
  const chunks: PartitionChunk[] = []
  for (const { topicName, partitions } of answer.responses) {
    for (const found of partitions) {
      const target = targets.find(({ topic, partition }) => topic === topicName && partition === found.partition)
      if (target === undefined) continue
      const from = target.offset
      const end = Number(found.lastStableOffset)
      // A batch is answered whole even when asked for from its middle.
      const messages = found.messages.filter(({ offset }) => Number(offset) >= from)
      const last = messages.at(-1)
      chunks.push({
        topic: target.topic,
        partition: target.partition,
        from,
        next: last !== undefined ? Number(last.offset) + 1 : from,
        records: committedRecords(messages, found.abortedTransactions),
        low: Number(found.lastStartOffset),
        high: Number(found.highWatermark),
        end,
      })
    }
  }
  return stepOverEmptyBatches(chunks)
}

/**
 * One fetch over many partitions, one request a broker: with data at once, else after `maxWaitMs`.
 * Rejects with {@link PositionGone} when an offset is outside its partition, else with what kafkajs throws.
 * The cluster must be connected and have the topics as targets.
 */
export async function fetchPartitions(
  cluster: Cluster,
  targets: readonly FetchTarget[],
  maxWaitMs: number,
): Promise<PartitionChunk[]> {
  await cluster.refreshMetadataIfNecessary()
  const byLeader = groupBy(targets, ({ topic, partition }) => {
    const found = cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)
    if (found === undefined || found.leader < 0) throw new Error(`${topic}/${partition} has no leader`)
    return String(found.leader)
  })
  const answers = await Promise.all(
    [...byLeader].map(([nodeId, wanted]) => fetchFrom(cluster, nodeId, wanted, maxWaitMs)),
  )
  return answers.flat()
}
