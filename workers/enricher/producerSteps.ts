/** The steps that a transaction of an input partition is made of, each by itself. */
import { setTimeout as delay } from 'node:timers/promises'
import { Partitioners, type Kafka, type Message, type TopicMessages, type Transaction } from 'kafkajs'
import { isConcurrentTransaction } from '../shared/kafkaFailure'
import type { Outgoing } from './outgoing'

export interface InputPosition {
  readonly groupId: string
  readonly topic: string
  readonly partition: number
  /** The next offset to read. */
  readonly next: number
  /** Text kept with the offset. */
  readonly metadata: string
}

/**
 * A transaction is produce, sendPosition and commit, in this order and once each; the next one begins with produce again. After a rejection the
 * outcome may be unknown: the producer must be closed, and whoever opens the next one reads the committed offset to learn it.
 */
export interface ProducerSteps {
  /** Writes the records into the transaction; of none, nothing is sent. */
  produce(records: readonly Outgoing[]): Promise<void>
  sendPosition(position: InputPosition): Promise<void>
  commit(): Promise<void>
  /** Lets the connections go; an open transaction is left to the next producer's initialisation, which aborts it. */
  close(): Promise<void>
}

/**
 * Opens a producer and initialises its id: from then on an earlier producer of the same transactional.id can write
 * nothing, what it left open is aborted, and what it had begun to commit is committed.
 * transactionalId: the same for the same input partition of the same group on any machine.
 * manyBrokers: whether more than one broker may lead the partitions of the output.
 */
export type OpenProducerSteps = (kafka: Kafka, transactionalId: string, manyBrokers: boolean) => Promise<ProducerSteps>

/** A transaction lasts some 10 ms; one that is open for this long has lost its owner, and readers of the output wait for it. */
const transactionTimeoutMs = 15_000

export const openProducerSteps: OpenProducerSteps = async (kafka, transactionalId, manyBrokers) => {
  // `idempotent` is left off: it would initialise a second, unused id. Transactions are idempotent in any case (kafkajs: producer/index.js).
  const producer = kafka.producer({
    transactionalId,
    transactionTimeout: transactionTimeoutMs,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  let begun: Transaction
  try {
    await producer.connect()
    // kafkajs initialises the id with the first transaction; beginning one costs no request.
    begun = await producer.transaction()
  } catch (thrown) {
    await producer.disconnect()
    throw thrown
  }

  return {
    produce: async (records) => {
      const calls = sendings(records, manyBrokers)
      await Promise.all(calls.map((topicMessages) => begun.sendBatch({ acks: -1, topicMessages })))
    },
    sendPosition: (position) => sendPosition(begun, position),
    commit: async () => {
      await begun.commit()
      begun = await producer.transaction()
    },
    close: () => producer.disconnect(),
  }
}

/**
 * What is sent in one call each. A call that reaches several brokers is not safe in kafkajs 2.2.4: when one of them refuses, it is
 * sent again at once to all that have not answered yet, and whoever takes the first sending too has each record twice, in one
 * transaction (producer/sendMessages.js; seen with three brokers). A call for one partition has one leader, and is sent again only
 * after its answer. On a single broker one call for all costs fewer requests.
 */
export function sendings(records: readonly Outgoing[], manyBrokers: boolean): TopicMessages[][] {
  if (records.length === 0) return []
  if (!manyBrokers) return [byTopic(records)]
  const places = new Map<string, Outgoing[]>()
  for (const record of records) {
    const place = `${record.topic}/${record.partition}`
    const there = places.get(place)
    if (there === undefined) places.set(place, [record])
    else there.push(record)
  }
  return [...places.values()].map(byTopic)
}

function byTopic(records: readonly Outgoing[]): TopicMessages[] {
  const topics = new Map<string, Message[]>()
  for (const { topic, partition, key, value } of records) {
    const message: Message = { partition, key, value }
    const messages = topics.get(topic)
    if (messages === undefined) topics.set(topic, [message])
    else messages.push(message)
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }))
}

/** How often and how soon a position alone is sent again while the transaction before is still being closed by the broker. */
const positionTries = 100
const positionWaitMs = 10

async function sendPosition(transaction: Transaction, position: InputPosition): Promise<void> {
  const { groupId, topic, partition, next, metadata } = position
  // kafkajs passes `metadata` on; its types leave it out.
  const offset = { partition, offset: String(next), metadata }
  for (let tries = 1; ; tries += 1) {
    try {
      await transaction.sendOffsets({ consumerGroupId: groupId, topics: [{ topic, partitions: [offset] }] })
      return
    } catch (thrown) {
      // Only the first request of a transaction is answered so, and kafkajs sends this one once: nothing was added.
      if (!isConcurrentTransaction(thrown) || tries >= positionTries) throw thrown
      await delay(positionWaitMs)
    }
  }
}
