/** How far ClickHouse's consumer group has come in its topic, and whether records wait for it there. */
import type { Cluster } from '../../kafka/wire/kafkajs/kafkajs'
import { topics } from '../../../contract/pipeline'
import { groupPositions } from '../../kafka/session/groupOffsets'
import { openPartitionReader } from '../../kafka/session/partitionReader'
import { offsetAt, partitionCount } from '../../kafka/session/topicOffsets'
import type { ConsumerPosition } from './stallWatch'

/** Bytes of one fetch: a marker is some 80 bytes, and one record is enough to know. */
const lookBytes = 16_384

/** Rejects with what kafkajs throws. @param cluster connected @param group ClickHouse's */
export async function consumerPosition(cluster: Cluster, group: string): Promise<ConsumerPosition> {
  const topic = topics.enriched
  await cluster.addTargetTopic(topic)
  const partitions = Array.from({ length: partitionCount(cluster, topic) }, (_, partition) => partition)
  const positions = await groupPositions(cluster, group, topic, partitions)
  const next = new Map(positions.map((position) => [position.partition, position.next]))
  let waits = false
  for (const partition of partitions) waits ||= await hasRecords(cluster, partition, next.get(partition) ?? 0)
  return { committed: positions.reduce((total, position) => total + position.next, 0), waits }
}

/** Whether a committed record lies at an offset or behind it; markers of transactions and what is not decided yet are none. */
async function hasRecords(cluster: Cluster, partition: number, from: number): Promise<boolean> {
  const topic = topics.enriched
  const end = await offsetAt(cluster, topic, partition, { at: 'end' })
  const low = from < end ? await offsetAt(cluster, topic, partition, { at: 'beginning' }) : from
  const reader = openPartitionReader(cluster, { topic, partition, offset: Math.max(from, low), maxBytes: lookBytes })
  while (reader.position() < end) {
    const { records } = await reader.fetch()
    if (records.length > 0) return true
  }
  return false
}
