import type { Cluster, Kafka } from '../wire/kafkajs/kafkajs'
import { openCluster } from './kafkaCluster'

/** Works with a connection of its own: what is read on it would hold up other requests. Rejects with what kafkajs or `work` throws. */
export async function withTopic<T>(kafka: Kafka, topic: string, work: (cluster: Cluster) => Promise<T>): Promise<T> {
  const cluster = openCluster(kafka)
  try {
    await cluster.connect()
    await cluster.addTargetTopic(topic)
    return await work(cluster)
  } finally {
    await cluster.disconnect()
  }
}
