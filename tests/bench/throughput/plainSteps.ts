/** The enricher's steps without a transaction: records acknowledged, then the offset committed for itself. At least once. */
import { Partitioners } from 'kafkajs'
import { openCluster } from '../../../workers/shared/kafkaCluster'
import { sendings, type OpenProducerSteps } from '../../../workers/enricher/producerSteps'

export const openPlainSteps: OpenProducerSteps = async (kafka, transactionalId, manyBrokers) => {
  const producer = kafka.producer({
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  const cluster = openCluster(kafka)
  await producer.connect()
  await cluster.connect()
  await cluster.refreshMetadata()
  // A group of its own without members: the broker takes its offsets from anyone.
  const groupId = `${transactionalId}.plain`
  const coordinator = await cluster.findGroupCoordinator({ groupId })
  return {
    produce: async (records) => {
      const calls = sendings(records, manyBrokers)
      await Promise.all(calls.map((topicMessages) => producer.sendBatch({ acks: -1, topicMessages })))
    },
    sendPosition: async ({ topic, partition, next }) => {
      await coordinator.offsetCommit({
        groupId,
        groupGenerationId: -1,
        memberId: '',
        topics: [{ topic, partitions: [{ partition, offset: String(next) }] }],
      })
    },
    commit: () => Promise.resolve(),
    close: async () => {
      await Promise.all([producer.disconnect(), cluster.disconnect()])
    },
  }
}
