import type { Cluster } from '../../kafka/wire/kafkajs/kafkajs'
import { z } from 'zod'
import { topicNameSchema, type TopicName } from '../../../contract/pipeline'
import { groupBy } from '../groupBy'
import {
  readCommitted,
  readPartition,
  stepOverEmptyBatches,
  type PartitionRead,
  type TopicAnswer,
} from '../../kafka/wire/fetchAnswer'
import { fetchFrom } from '../../kafka/wire/kafkajs/fetchFrom'

export interface FetchTarget {
  readonly topic: TopicName
  readonly partition: number
  readonly offset: number
}

/** What one fetch tells of one partition. */
export interface PartitionChunk extends PartitionRead {
  readonly topic: TopicName
  readonly partition: number
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

/** kafkajs's error by its name: its CommonJS exports do not offer the class to an ES module. */
const outOfRangeSchema = z.object({
  name: z.literal('KafkaJSOffsetOutOfRange'),
  topic: topicNameSchema,
  partition: z.int(),
})
const maxBytesPerPartition = 1_048_576
const maxBytes = 4_194_304

async function fetchOf(
  cluster: Cluster,
  nodeId: string,
  targets: readonly FetchTarget[],
  maxWaitMs: number,
): Promise<readonly PartitionChunk[]> {
  const broker = await cluster.findBroker({ nodeId })
  const byTopic = groupBy(targets, ({ topic }) => topic)
  let answer: readonly TopicAnswer[]
  try {
    answer = await fetchFrom(broker, {
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
  const chunks: PartitionChunk[] = []
  for (const { topicName, partitions } of answer) {
    for (const found of partitions) {
      const target = targets.find(({ topic, partition }) => topic === topicName && partition === found.partition)
      if (target === undefined) continue
      chunks.push({ topic: target.topic, partition: target.partition, ...readPartition(found, target.offset) })
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
    [...byLeader].map(([nodeId, wanted]) => fetchOf(cluster, nodeId, wanted, maxWaitMs)),
  )
  return answers.flat()
}
