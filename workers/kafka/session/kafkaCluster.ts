/** kafkajs's connection to the brokers, one step below its consumer. */
import { PartitionAssigners, type Cluster, type Kafka } from '../wire/kafkajs/kafkajs'

/**
 * A cluster of its own connections, not connected yet; its owner disconnects it.
 *
 * kafkajs hands its cluster to partition assigners only, so an assigner takes it out of a consumer that is never started.
 * Why not its consumer: docs/decisions/0010-reading-below-the-consumer.md.
 */
export function openCluster(kafka: Kafka): Cluster {
  let taken: Cluster | undefined
  kafka.consumer({
    groupId: 'unused',
    allowAutoTopicCreation: false,
    partitionAssigners: [
      (given) => {
        taken = given.cluster
        return PartitionAssigners.roundRobin(given)
      },
    ],
  })
  if (taken === undefined) throw new Error('kafkajs did not hand its cluster to the assigner')
  return taken
}
