/** The enricher's steps without a transaction: records acknowledged, then the offset committed for itself. At least once. */
import { topics } from '../../../contract/pipeline'
import { batchesOf, type OpenProducerSteps } from '../../../workers/enricher/producerSteps'
import { openCluster } from '../../../workers/kafka/session/kafkaCluster'
import { leaderOf } from '../../../workers/kafka/session/partitionReader'
import { produceBatches } from '../../../workers/kafka/wire/kafkajs/produceBatches'

const noProducer = { transactionalId: null, producerId: -1n, producerEpoch: -1 }

/** For one broker, which leads all partitions. */
export const openPlainSteps: OpenProducerSteps = async (kafka, transactionalId) => {
  const cluster = openCluster(kafka)
  await cluster.connect()
  await cluster.addMultipleTargetTopics([topics.enriched, topics.deadLetters])
  // A group of its own without members: the broker takes its offsets from anyone.
  const groupId = `${transactionalId}.plain`
  const coordinator = await cluster.findGroupCoordinator({ groupId })
  return {
    produce: async (records) => {
      const batches = batchesOf(records).map((batch) => ({ ...batch, firstSequence: -1 }))
      const leader = await leaderOf(cluster, topics.enriched, 0)
      if (batches.length > 0) await produceBatches(leader, { ...noProducer, timestampMs: Date.now() }, batches)
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
    close: () => cluster.disconnect(),
  }
}
