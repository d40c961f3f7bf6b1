/** Positive control "transactions off", for workers/enricher/producerSteps.ts: output is visible at once, the position follows by itself. */
import { Partitioners } from 'kafkajs'
import { openProducerSteps as openPlain, type OpenProducerSteps } from '../../../workers/enricher/producerSteps'
import { crashingSteps } from './crashingSteps'

export * from '../../../workers/enricher/producerSteps'

export const openProducerSteps: OpenProducerSteps = async (kafka, ...rest) => {
  // Its transactions hold the position alone.
  const positions = await openPlain(kafka, ...rest)
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  return crashingSteps({
    produce: async (records) => {
      const topicMessages = records.map(({ topic, partition, key, value }) => ({
        topic,
        messages: [{ partition, key, value }],
      }))
      if (topicMessages.length > 0) await producer.sendBatch({ acks: -1, topicMessages })
    },
    sendPosition: (position) => positions.sendPosition(position),
    commit: () => positions.commit(),
    close: async () => {
      await Promise.all([producer.disconnect(), positions.close()])
    },
  })
}
