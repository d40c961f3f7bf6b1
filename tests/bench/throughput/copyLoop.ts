/** kafkajs as it comes: a consumer and a producer, the bytes copied from one topic to the other. */
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { topics } from '../../../contract/pipeline'
import { saslOptions } from '../../../workers/kafka/wire/kafkajs/connectKafka'
import type { ArmTask } from './arm'

export async function copyLoop(
  { kafka: { brokers, sasl }, groupId }: ArmTask,
  count: (total: number) => void,
): Promise<void> {
  const kafka = new Kafka({
    brokers,
    clientId: 'copy',
    logLevel: logLevel.ERROR,
    ...(sasl === null ? {} : { sasl: saslOptions(sasl) }),
  })
  const consumer = kafka.consumer({ groupId })
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  let total = 0
  await Promise.all([consumer.connect(), producer.connect()])
  await consumer.subscribe({ topic: topics.events, fromBeginning: true })
  await consumer.run({
    eachBatch: async ({ batch: { messages } }) => {
      await producer.send({
        topic: topics.enriched,
        messages: messages.map(({ key, value }) => ({ key, value })),
      })
      total += messages.length
      count(total)
    },
  })
}
