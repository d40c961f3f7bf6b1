/** How far ClickHouse's consumer group has come in its topic, and whether records wait for it there. */
import type { Cluster } from 'kafkajs'
import { topics } from '../../../contract/pipeline'
import type { Endpoints } from '../../../contract/workers'
import { connectKafka } from '../../shared/kafka'
import { openCluster } from '../../shared/kafkaCluster'
import { openPartitionReader } from '../../shared/partitionReader'
import { offsetAt, partitionCount } from '../../shared/topicOffsets'
import type { ConsumerPosition } from './stallWatch'

/** Bytes of one fetch: a marker is some 80 bytes, and one record is enough to know. */
const lookBytes = 16_384

/** Rejects with what kafkajs throws. @param group ClickHouse's */
export async function consumerPosition(endpoints: Endpoints, group: string): Promise<ConsumerPosition> {
  const topic = topics.enriched
  const cluster = openCluster(connectKafka(endpoints, 'marsad-stack', () => undefined))
  try {
    await cluster.connect()
    await cluster.addTargetTopic(topic)
    const partitions = Array.from({ length: partitionCount(cluster, topic) }, (_, partition) => partition)
    const coordinator = await cluster.findGroupCoordinator({ groupId: group })
    const asked = { topic, partitions: partitions.map((partition) => ({ partition, offset: '-1' })) }
    const { responses } = await coordinator.offsetFetch({ groupId: group, topics: [asked] })
    const committed = responses.flatMap(({ partitions: found }) =>
      found.map(({ partition, offset }) => ({ partition, next: Math.max(0, Number(offset)) })),
    )
    let waits = false
    for (const { partition, next } of committed) waits ||= await hasRecords(cluster, partition, next)
    return { committed: committed.reduce((total, { next }) => total + next, 0), waits }
  } finally {
    await cluster.disconnect()
  }
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
