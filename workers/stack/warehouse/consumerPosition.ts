/** How far ClickHouse's consumer group has come in its topic. */
import { topics } from '../../../contract/pipeline'
import type { Endpoints } from '../../../contract/workers'
import { connectKafka } from '../../shared/kafka'
import { openCluster } from '../../shared/kafkaCluster'
import { offsetAt, partitionCount } from '../../shared/topicOffsets'
import type { ConsumerPosition } from './stallWatch'

/** Rejects with what kafkajs throws. @param group ClickHouse's */
export async function consumerPosition(endpoints: Endpoints, group: string): Promise<ConsumerPosition> {
  const topic = topics.enriched
  const cluster = openCluster(connectKafka(endpoints, 'marsad-stack', () => undefined))
  try {
    await cluster.connect()
    await cluster.addTargetTopic(topic)
    const partitions = Array.from({ length: partitionCount(cluster, topic) }, (_, partition) => partition)
    const ends = await Promise.all(partitions.map((partition) => offsetAt(cluster, topic, partition, { at: 'end' })))
    const coordinator = await cluster.findGroupCoordinator({ groupId: group })
    const asked = { topic, partitions: partitions.map((partition) => ({ partition, offset: '-1' })) }
    const { responses } = await coordinator.offsetFetch({ groupId: group, topics: [asked] })
    const committed = responses.flatMap(({ partitions: found }) => found.map(({ offset }) => Number(offset)))
    return { committed: sum(committed.filter((offset) => offset > 0)), end: sum(ends) }
  } finally {
    await cluster.disconnect()
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
