/** Offsets that a reader may start from. */
import type { Cluster } from '../wire/kafkajs/kafkajs'

export type StartPoint =
  { readonly at: 'beginning' } | { readonly at: 'end' } | { readonly at: 'time'; readonly epochMs: number }

/**
 * The offset of a point in one partition; `end` is the last stable offset; for a `time` after the newest record, the end.
 * The cluster must be connected and have the topic as a target.
 */
export async function offsetAt(cluster: Cluster, topic: string, partition: number, point: StartPoint): Promise<number> {
  const partitions = [{ partition }]
  const request =
    point.at === 'time'
      ? { topic, partitions, fromTimestamp: point.epochMs }
      : { topic, partitions, fromBeginning: point.at === 'beginning' }
  const [found] = await cluster.fetchTopicsOffset([request])
  const offset = found?.partitions.find((entry) => entry.partition === partition)?.offset
  if (offset === undefined) throw new Error(`the broker did not answer with an offset of ${topic}/${partition}`)
  if (Number(offset) >= 0) return Number(offset)
  return offsetAt(cluster, topic, partition, { at: 'end' })
}

/** How many partitions a topic has; rejects when it does not exist (kafkajs: UNKNOWN_TOPIC_OR_PARTITION). */
export function partitionCount(cluster: Cluster, topic: string): number {
  const count = cluster.findTopicPartitionMetadata(topic).length
  if (count === 0) throw new Error(`topic ${topic} has no partitions yet`)
  return count
}

/** The brokers that lead a partition of the topic or may come to: those that hold a replica. The topic must be a target of the cluster. */
export function brokersOf(cluster: Cluster, topic: string): number[] {
  return [...new Set(cluster.findTopicPartitionMetadata(topic).flatMap(({ replicas }) => replicas))]
}
