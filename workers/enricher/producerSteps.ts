/** The steps that a transaction of an input partition is made of, each by itself. */
import type { Kafka } from '../kafka/wire/kafkajs/kafkajs'
import { topics } from '../../contract/pipeline'
import { openTransactionalProducer, type Batch, type GroupOffset } from '../kafka/session/transactionalProducer'
import type { Outgoing } from './outgoing'

/** Where the group has got to in the input partition. */
export type InputPosition = GroupOffset

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
 * transactionalId: the same for the same input partition of the same group on any machine. groupId: whose positions are sent.
 */
export type OpenProducerSteps = (kafka: Kafka, transactionalId: string, groupId: string) => Promise<ProducerSteps>

/** A transaction lasts some 10 ms; one that is open for this long has lost its owner, and readers of the output wait for it. */
const transactionTimeoutMs = 15_000

export const openProducerSteps: OpenProducerSteps = async (kafka, transactionalId, groupId) => {
  const producer = await openTransactionalProducer(kafka, {
    transactionalId,
    timeoutMs: transactionTimeoutMs,
    topics: [topics.enriched, topics.deadLetters],
    groups: [groupId],
  })
  return {
    produce: (records) => producer.send(batchesOf(records)),
    sendPosition: (position) => producer.sendOffset(position),
    commit: () => producer.commit(),
    close: () => producer.close(),
  }
}

/** The records of each partition, in their order. */
export function batchesOf(records: readonly Outgoing[]): (Batch & { readonly records: readonly Outgoing[] })[] {
  const batches: (Batch & { records: Outgoing[] })[] = []
  for (const record of records) {
    const { topic, partition } = record
    const there = batches.find((batch) => batch.partition === partition && batch.topic === topic)
    if (there === undefined) batches.push({ topic, partition, records: [record] })
    else there.records.push(record)
  }
  return batches
}
