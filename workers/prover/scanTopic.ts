/** Reads a topic once, its partitions side by side, from offset to offset: committed records only. */
import type { Cluster, Kafka } from '../kafka/wire/kafkajs/kafkajs'
import type { FetchedRecord } from '../kafka/wire/committedRecords'
import { openPartitionReader } from '../kafka/session/partitionReader'
import { offsetAt, partitionCount, type StartPoint } from '../kafka/session/topicOffsets'
import { withTopic } from '../kafka/session/withTopic'

/** A stretch of each partition, by its number: from the first offset up to the second, which is not read. */
export type Stretch = readonly { readonly from: number; readonly to: number }[]

export interface TopicBounds {
  /** For each partition: the first offset that is still there, and the one before which all is decided. */
  readonly partitions: readonly { readonly low: number; readonly end: number }[]
}

const eachPartition = <T>(cluster: Cluster, topic: string, work: (partition: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: partitionCount(cluster, topic) }, (_, partition) => work(partition)))

/** Rejects with what kafkajs throws. */
export function topicBounds(kafka: Kafka, topic: string): Promise<TopicBounds> {
  return withTopic(kafka, topic, async (cluster) => ({
    partitions: await eachPartition(cluster, topic, async (partition) => ({
      low: await offsetAt(cluster, topic, partition, { at: 'beginning' }),
      end: await offsetAt(cluster, topic, partition, { at: 'end' }),
    })),
  }))
}

/** The offset of a point in each partition. */
export function topicOffsets(kafka: Kafka, topic: string, point: StartPoint): Promise<number[]> {
  return withTopic(kafka, topic, (cluster) =>
    eachPartition(cluster, topic, (partition) => offsetAt(cluster, topic, partition, point)),
  )
}

/**
 * Reads a stretch of each partition. Each partition has a connection of its own, as a fetch holds up all else on it.
 * @param take called with the records of one fetch, in order of their offsets.
 * Rejects with the signal's reason when it aborts, else with what kafkajs or `take` throws.
 */
export async function scanTopic(
  kafka: Kafka,
  topic: string,
  stretch: Stretch,
  take: (records: readonly FetchedRecord[], partition: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    stretch.map(async ({ from, to }, partition) => {
      if (from >= to) return
      await withTopic(kafka, topic, async (cluster) => {
        const reader = openPartitionReader(cluster, { topic, partition, offset: from })
        while (reader.position() < to) {
          signal.throwIfAborted()
          const { records } = await reader.fetch()
          // Only the last fetch may bring more than was asked for.
          take(reader.position() <= to ? records : records.filter(({ offset }) => Number(offset) < to), partition)
        }
      })
    }),
  )
}
