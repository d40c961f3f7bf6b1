/**
 * A transactional producer over kafkajs's connections: the requests of a transaction, one after the other, and nothing sent twice.
 *
 * kafkajs's own repeats a refused Produce by itself, which is not safe on several brokers, and makes several objects and copies of each
 * record (docs/decisions/0026-own-producer.md). Here the first failure is final: whoever owns the producer opens another, whose
 * initialisation ends what this one left open.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Broker, Cluster, Kafka } from '../wire/kafkajs/kafkajs'
import { describeTransaction } from '../wire/kafkajs/flexible/describeTransaction'
import { openCluster } from './kafkaCluster'
import { isConcurrentTransaction, isCoordinatorAway } from './kafkaFailure'
import { byLeader } from './partitionReader'
import { produceBatches, type PartitionBatch } from '../wire/kafkajs/produceBatches'

export type Batch = Omit<PartitionBatch, 'firstSequence'>

/** Where a consumer group has got to in one partition. */
export interface GroupOffset {
  readonly groupId: string
  readonly topic: string
  readonly partition: number
  /** The next offset to read. */
  readonly next: number
  /** Text kept with the offset. */
  readonly metadata: string
}

/** A transaction begins with the first `send` or `sendOffset` after the one before. After a rejection only `close` may be called. */
export interface TransactionalProducer {
  /** Writes a batch of at least one record to each of these partitions, which are all different. */
  send(batches: readonly Batch[]): Promise<void>
  sendOffset(offset: GroupOffset): Promise<void>
  /** After a rejection the outcome may be unknown. */
  commit(): Promise<void>
  /** Lets the connections go. An open transaction stays open until the id is initialised again or its time is up. */
  close(): Promise<void>
}

export interface ProducerOptions {
  readonly transactionalId: string
  /** After which the coordinator gives an open transaction up, in milliseconds. */
  readonly timeoutMs: number
  /** Every topic that is written to. */
  readonly topics: readonly string[]
  /** Every consumer group whose offsets are sent. */
  readonly groups?: readonly string[]
}

/**
 * Opens a producer and initialises its id: from then on an earlier producer of the same id can write nothing, what it left open is
 * aborted, and what it had begun to commit is committed, in every partition (docs/decisions/0029-ends-what-hangs.md).
 */
export async function openTransactionalProducer(
  kafka: Kafka,
  options: ProducerOptions,
): Promise<TransactionalProducer> {
  const cluster = openCluster(kafka)
  try {
    await cluster.connect()
    await cluster.addMultipleTargetTopics([...options.topics])
    const initialised = await initialise(cluster, options)
    if (await endAsDecided(cluster, initialised, options)) {
      // Initialising waits until the markers are written.
      const { coordinator, identity } = await initialise(cluster, options)
      return transactions(cluster, coordinator, identity)
    }
    return transactions(cluster, initialised.coordinator, initialised.identity)
  } catch (thrown) {
    await cluster.disconnect()
    throw thrown
  }
}

interface Identity {
  readonly transactionalId: string
  /** A 64-bit number as text, as kafkajs has it. */
  readonly producerId: string
  readonly producerEpoch: number
}

/** Finds a coordinator's broker anew each time, connected: kafkajs closes connections and opens them again. */
type FindBroker = () => Promise<Broker>

function transactions(cluster: Cluster, findCoordinator: FindBroker, identity: Identity): TransactionalProducer {
  const sequences = new Map<string, number>()
  const groups = new Map<string, FindBroker>()
  const coordinator = async (): Promise<Broker & TransactionRequests> => asTransactional(await findCoordinator())

  const groupCoordinator = async (groupId: string): Promise<Broker & TransactionRequests> => {
    let find = groups.get(groupId)
    if (find === undefined) {
      find = await coordinatorOf(cluster, { groupId })
      groups.set(groupId, find)
    }
    return asTransactional(await find())
  }

  /** Takes the next numbers of a partition for a batch. They count to 2^31 and begin again, as the broker reckons them. */
  const numbered = (batch: Batch): PartitionBatch => {
    const place = `${batch.topic}/${batch.partition}`
    const firstSequence = sequences.get(place) ?? 0
    sequences.set(place, (firstSequence + batch.records.length) % 2 ** 31)
    return { ...batch, firstSequence }
  }

  return {
    send: async (batches) => {
      if (batches.length === 0) return
      const places = new Map<string, number[]>()
      for (const { topic, partition } of batches) places.set(topic, [...(places.get(topic) ?? []), partition])
      const added = [...places].map(([topic, partitions]) => ({ topic, partitions }))
      await whenFree(async () => (await coordinator()).addPartitionsToTxn({ ...identity, topics: added }))
      const led = await byLeader(cluster, batches.map(numbered))
      const producing = { ...identity, producerId: BigInt(identity.producerId), timestampMs: Date.now() }
      await Promise.all([...led].map(([leader, its]) => produceBatches(leader, producing, its)))
    },
    sendOffset: async ({ groupId, topic, partition, next, metadata }) => {
      await whenFree(async () => (await coordinator()).addOffsetsToTxn({ ...identity, groupId }))
      const topics = [{ topic, partitions: [{ partition, offset: String(next), metadata }] }]
      await (await groupCoordinator(groupId)).txnOffsetCommit({ ...identity, groupId, topics })
    },
    commit: async () => {
      await (await coordinator()).endTxn({ ...identity, transactionResult: true })
    },
    close: () => cluster.disconnect(),
  }
}

/** Pauses between two tries, in milliseconds: growing, until about ten seconds are over. */
const firstPauseMs = 2
const longestPauseMs = 100
const tries = 120

/** Repeats a request for as long as its refusal says that nothing was done and that it will soon be otherwise. */
async function whileRefused(refused: (thrown: unknown) => boolean, request: () => Promise<void>): Promise<void> {
  let pauseMs = firstPauseMs
  for (let tried = 1; ; tried += 1) {
    try {
      await request()
      return
    } catch (thrown) {
      if (!refused(thrown) || tried >= tries) throw thrown
      await delay(pauseMs)
      pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)
    }
  }
}

/** The first request of a transaction is refused while the coordinator still closes the one before. */
const whenFree = (request: () => Promise<unknown>): Promise<void> =>
  whileRefused(isConcurrentTransaction, async () => {
    await request()
  })

interface Initialised {
  readonly coordinator: FindBroker
  readonly identity: Identity
  /** How the coordinator said the transaction before ended; null when it could not say. */
  readonly before: string | null
}

async function initialise(cluster: Cluster, { transactionalId, timeoutMs }: ProducerOptions): Promise<Initialised> {
  let found: Initialised | undefined
  const refused = (thrown: unknown): boolean => isConcurrentTransaction(thrown) || isCoordinatorAway(thrown)
  await whileRefused(refused, async () => {
    const coordinator = await transactionCoordinator(cluster, transactionalId)
    const broker = asTransactional(await coordinator())
    // One that has not ended refuses the initialisation: what is told before one that succeeds is an end.
    const before = await describeTransaction(broker, transactionalId)
    const { producerId, producerEpoch } = await broker.initProducerId({
      transactionalId,
      transactionTimeout: timeoutMs,
    })
    found = { coordinator, identity: { transactionalId, producerId, producerEpoch }, before }
  })
  if (found === undefined) throw new Error('an initialisation that is answered has told the id')
  return found
}

/**
 * Ends the transaction before once more, as the coordinator had decided, by an empty one with the same outcome in every partition it may have
 * reached. A broker that was killed and comes back may hold it for ended with no marker written (KRaft, seen in Kafka 4.3.1): its records and
 * offsets would wait for the next commit, and appear beside what was read again meanwhile.
 * @returns whether there was one.
 */
async function endAsDecided(
  cluster: Cluster,
  { coordinator, identity, before }: Initialised,
  { topics, groups = [] }: ProducerOptions,
): Promise<boolean> {
  if (before !== 'CompleteCommit' && before !== 'CompleteAbort') return false
  const broker = async (): Promise<Broker & TransactionRequests> => asTransactional(await coordinator())
  const reached = topics.map((topic) => ({
    topic,
    partitions: cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId),
  }))
  if (reached.length === 0) return false
  await whenFree(async () => (await broker()).addPartitionsToTxn({ ...identity, topics: reached }))
  for (const groupId of groups) await (await broker()).addOffsetsToTxn({ ...identity, groupId })
  await (await broker()).endTxn({ ...identity, transactionResult: before === 'CompleteCommit' })
  return true
}

const ofTransactions = 1

export const transactionCoordinator = (cluster: Cluster, transactionalId: string): Promise<FindBroker> =>
  coordinatorOf(cluster, { groupId: transactionalId, coordinatorType: ofTransactions })

/** Asks once who coordinates. A coordinator that has moved refuses, the producer is closed, and the next one asks anew. */
async function coordinatorOf(
  cluster: Cluster,
  asked: { groupId: string; coordinatorType?: number },
): Promise<FindBroker> {
  const { coordinator } = await cluster.findGroupCoordinatorMetadata(asked)
  return () => cluster.findBroker({ nodeId: String(coordinator.nodeId) })
}

interface TransactionRequests {
  initProducerId(asked: {
    transactionalId: string
    transactionTimeout: number
  }): Promise<Pick<Identity, 'producerId' | 'producerEpoch'>>
  addPartitionsToTxn(asked: Identity & { topics: { topic: string; partitions: number[] }[] }): Promise<unknown>
  addOffsetsToTxn(asked: Identity & { groupId: string }): Promise<unknown>
  txnOffsetCommit(
    asked: Identity & {
      groupId: string
      topics: { topic: string; partitions: { partition: number; offset: string; metadata: string }[] }[]
    },
  ): Promise<unknown>
  endTxn(asked: Identity & { transactionResult: boolean }): Promise<unknown>
}

const requestNames = ['initProducerId', 'addPartitionsToTxn', 'addOffsetsToTxn', 'txnOffsetCommit', 'endTxn'] as const

/** kafkajs's brokers have the requests of a transaction; its types do not say so. */
function hasTransactionRequests(broker: Broker): broker is Broker & TransactionRequests {
  return requestNames.every((name) => typeof Reflect.get(broker, name) === 'function')
}

/** kafkajs's broker with the requests of a transaction. @throws when this kafkajs has another one. */
export function asTransactional(broker: Broker): Broker & TransactionRequests {
  if (!hasTransactionRequests(broker)) throw new Error('kafkajs has another Broker than the one that is used here')
  return broker
}
