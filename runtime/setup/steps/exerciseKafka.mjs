/**
 * Has a broker do once what the pipeline asks of it: a topic made, a transaction with a group's offsets, a read.
 * So the classes of those paths are in its archive too.
 * @param {string} broker
 */
export async function exerciseKafka(broker) {
  // Loaded here: before `npm ci` has run there is no such package.
  const { Kafka, logLevel } = await import('kafkajs')
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING, retry: { retries: 10 } })
  const admin = kafka.admin()
  const producer = kafka.producer({ transactionalId: 'archives', maxInFlightRequests: 1, idempotent: true })
  const consumer = kafka.consumer({ groupId: 'archives-readers' })
  await Promise.all([admin.connect(), producer.connect(), consumer.connect()])
  try {
    const topic = 'archives-topic'
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }], waitForLeaders: true })
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    /** @type {Promise<void>} */
    const read = new Promise((resolve, reject) => {
      consumer
        .run({
          eachMessage: () => {
            resolve()
            return Promise.resolve()
          },
        })
        .catch(reject)
    })
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages: [{ key: 'k', value: 'v' }] })
    await transaction.sendOffsets({
      consumerGroupId: 'archives-workers',
      topics: [{ topic, partitions: [{ partition: 0, offset: '0' }] }],
    })
    await transaction.commit()
    await read
    await admin.fetchTopicOffsets(topic)
  } finally {
    await Promise.all([consumer.disconnect(), producer.disconnect(), admin.disconnect()])
  }
}
