/** The producer of workers/kafka/session/transactionalProducer.ts against a real broker. */
import { randomUUID } from 'node:crypto'
import { ConfigResourceTypes } from 'kafkajs'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { openCluster } from '../../workers/kafka/session/kafkaCluster'
import { isFenced } from '../../workers/kafka/session/kafkaFailure'
import { leaderOf, openPartitionReader } from '../../workers/kafka/session/partitionReader'
import { produceBatches } from '../../workers/kafka/wire/kafkajs/produceBatches'
import { offsetAt } from '../../workers/kafka/session/topicOffsets'
import {
  asTransactional,
  openTransactionalProducer,
  transactionCoordinator,
  type TransactionalProducer,
} from '../../workers/kafka/session/transactionalProducer'
import { openStores, readTopic, type Stores } from '../support/pipeline'
import { waitFor } from '../support/waitFor'

const topic = `transactions-${randomUUID()}`
const partitions = 4
let stores: Stores
const open: TransactionalProducer[] = []

const openProducer = async (transactionalId: string): Promise<TransactionalProducer> => {
  const producer = await openTransactionalProducer(stores.kafka, {
    transactionalId,
    timeoutMs: 15_000,
    topics: [topic],
  })
  open.push(producer)
  return producer
}
const batch = (partition: number, ...texts: string[]) => ({
  topic,
  partition,
  records: texts.map((text) => ({ key: Buffer.from(`key of ${text}`), value: Buffer.from(text) })),
})

/** The committed records of a partition, of the whole topic's life, once the markers of as many are written: a commit is answered before. */
const committed = (partition: number, least: number): Promise<string[]> =>
  waitFor(`${least} committed records`, async () => {
    const texts = await readCommitted(partition)
    return texts.length >= least && texts
  })

async function readCommitted(partition: number): Promise<string[]> {
  const cluster = openCluster(stores.kafka)
  try {
    await cluster.connect()
    await cluster.addTargetTopic(topic)
    const end = await offsetAt(cluster, topic, partition, { at: 'end' })
    const reader = openPartitionReader(cluster, { topic, partition, offset: 0 })
    const texts: string[] = []
    while (reader.position() < end) {
      const { records } = await reader.fetch()
      texts.push(...records.map(({ key, value }) => `${String(key)}: ${String(value)}`))
    }
    return texts
  } finally {
    await cluster.disconnect()
  }
}

async function groupOffset(groupId: string): Promise<{ offset: string; metadata: string | null } | undefined> {
  const admin = stores.kafka.admin()
  await admin.connect()
  try {
    const [found] = await admin.fetchOffsets({ groupId, topics: [topic] })
    const of0 = found?.partitions.find(({ partition }) => partition === 0)
    return of0 === undefined ? undefined : { offset: of0.offset, metadata: of0.metadata }
  } finally {
    await admin.disconnect()
  }
}

beforeAll(async () => {
  stores = await openStores(inject('dataDir'))
  const admin = stores.kafka.admin()
  await admin.connect()
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions }] })
  await admin.disconnect()
})

afterAll(async () => {
  await Promise.all(open.map((producer) => producer.close()))
  const admin = stores.kafka.admin()
  await admin.connect()
  await admin.deleteTopics({ topics: [topic] })
  await admin.disconnect()
  await stores.close()
})

it('commits records of several partitions and an offset with its text together, transaction after transaction without a pause', async () => {
  const groupId = `group-${randomUUID()}`
  const producer = await openProducer(randomUUID())
  for (let round = 0; round < 20; round += 1) {
    await producer.send([batch(0, `a${round}`, `b${round}`), batch(1, `c${round}`)])
    await producer.sendOffset({ groupId, topic, partition: 0, next: round + 1, metadata: `held ${round}` })
    await producer.commit()
  }
  const rounds = Array.from({ length: 20 }, (_, round) => round)
  expect(await committed(0, 40)).toEqual(
    rounds.flatMap((round) => [`key of a${round}: a${round}`, `key of b${round}: b${round}`]),
  )
  expect(await committed(1, 20)).toEqual(rounds.map((round) => `key of c${round}: c${round}`))
  await waitFor('the offset', async () => (await groupOffset(groupId))?.offset === '20')
  expect(await groupOffset(groupId)).toEqual({ offset: '20', metadata: 'held 19' })
})

it('commits an offset alone', async () => {
  const groupId = `group-${randomUUID()}`
  const producer = await openProducer(randomUUID())
  for (const next of [7, 8]) {
    await producer.send([])
    await producer.sendOffset({ groupId, topic, partition: 0, next, metadata: '' })
    await producer.commit()
  }
  await waitFor('the offset', async () => (await groupOffset(groupId))?.offset === '8')
})

it('lets a second producer of the same id fence the first, and ends what that left open', async () => {
  const id = randomUUID()
  const groupId = `group-${randomUUID()}`
  const first = await openProducer(id)
  await first.send([batch(2, 'left open')])
  await first.sendOffset({ groupId, topic, partition: 0, next: 99, metadata: 'left open' })
  const second = await openProducer(id)
  await second.send([batch(2, 'of the second')])
  await second.commit()

  await expect(first.commit()).rejects.toSatisfy(isFenced)
  const zombie = await openProducer(id)
  await zombie.send([batch(2, 'begun')])
  const last = await openProducer(id)
  // It has not heard yet that it was fenced, and asks the leader of the partition itself.
  await expect(zombie.send([batch(2, 'of a zombie')])).rejects.toSatisfy(isFenced)
  await last.send([batch(2, 'of the last')])
  await last.commit()
  expect(await committed(2, 2)).toEqual(['key of of the second: of the second', 'key of of the last: of the last'])
  expect(await groupOffset(groupId)).toMatchObject({ offset: '-1' })
})

it('hides transactions that were aborted together, the one that began first last, as after a broker that was killed', async () => {
  const [early, late] = [randomUUID(), randomUUID()]
  const begun = [await openProducer(early), await openProducer(late)]
  for (const producer of begun) await producer.send([batch(3, 'left open', 'and open')])
  const next = [await openProducer(late), await openProducer(early)]
  for (const producer of next) {
    await producer.send([batch(3, 'written anew')])
    await producer.commit()
  }
  const seen = ['key of written anew: written anew', 'key of written anew: written anew']
  expect(await committed(3, 2)).toEqual(seen)
  expect((await readTopic(stores, topic)).filter(({ partition }) => partition === 3)).toHaveLength(2)
})

/** Lets a producer write without having told the coordinator where: what is left when markers were never written. */
async function withoutVerification(use: () => Promise<void>): Promise<void> {
  const admin = stores.kafka.admin()
  await admin.connect()
  const { brokers } = await admin.describeCluster()
  const configure = async (configEntries: { name: string; value: string }[]): Promise<void> => {
    const resources = brokers.map(({ nodeId }) => ({
      type: ConfigResourceTypes.BROKER,
      name: String(nodeId),
      configEntries,
    }))
    await admin.alterConfigs({ validateOnly: false, resources })
  }
  try {
    await configure([{ name: 'transaction.partition.verification.enable', value: 'false' }])
    await use()
  } finally {
    await configure([])
    await admin.disconnect()
  }
}

/**
 * A transaction of which the coordinator says that it ended so, with records and an offset that no marker reached, as after a broker that was killed
 * (decision 29).
 */
async function leaveHanging(transactionalId: string, groupId: string, committed: boolean): Promise<void> {
  const cluster = openCluster(stores.kafka)
  try {
    await cluster.connect()
    await cluster.addTargetTopic(topic)
    const coordinator = asTransactional(await (await transactionCoordinator(cluster, transactionalId))())
    const { producerId, producerEpoch } = await coordinator.initProducerId({
      transactionalId,
      transactionTimeout: 15_000,
    })
    const identity = { transactionalId, producerId, producerEpoch }
    await coordinator.addPartitionsToTxn({ ...identity, topics: [{ topic, partitions: [3] }] })
    await coordinator.endTxn({ ...identity, transactionResult: committed })
    const leader = await leaderOf(cluster, topic, 3)
    const producing = { transactionalId, producerId: BigInt(producerId), producerEpoch, timestampMs: Date.now() }
    await withoutVerification(async () => {
      const hanging = { ...batch(3, `hanging ${groupId}`), firstSequence: 0 }
      // The setting reaches the broker a moment later; until then it refuses, and nothing was written.
      await waitFor('the record to be taken', () => produceBatches(leader, producing, [hanging]).then(() => true))
      const ofGroup = asTransactional(await cluster.findGroupCoordinator({ groupId }))
      const topics = [{ topic, partitions: [{ partition: 0, offset: '41', metadata: 'hanging' }] }]
      await ofGroup.txnOffsetCommit({ ...identity, groupId, topics })
    })
  } finally {
    await cluster.disconnect()
  }
}

it.each([true, false])('ends what hangs as the coordinator had decided: committed %s', async (decided) => {
  const id = randomUUID()
  const groupId = `group-${randomUUID()}`
  await leaveHanging(id, groupId, decided)
  expect(await groupOffset(groupId)).toMatchObject({ offset: '-1' })
  const producer = await openTransactionalProducer(stores.kafka, {
    transactionalId: id,
    timeoutMs: 15_000,
    topics: [topic],
    groups: [groupId],
  })
  open.push(producer)
  expect(await groupOffset(groupId)).toMatchObject({ offset: decided ? '41' : '-1' })
  const before = (await readTopic(stores, topic)).map(({ value }) => String(value))
  expect(before.filter((text) => text === `hanging ${groupId}`)).toHaveLength(decided ? 1 : 0)
  await producer.send([batch(3, `after ${groupId}`)])
  await producer.sendOffset({ groupId, topic, partition: 0, next: 42, metadata: '' })
  await producer.commit()
  await waitFor('the offset', async () => (await groupOffset(groupId))?.offset === '42')
  const after = (await readTopic(stores, topic)).map(({ value }) => String(value))
  expect(after.filter((text) => text.endsWith(groupId))).toEqual(
    decided ? [`hanging ${groupId}`, `after ${groupId}`] : [`after ${groupId}`],
  )
})

it('goes on counting where a partition gets several batches', async () => {
  const producer = await openProducer(randomUUID())
  await producer.send([batch(1, 'x')])
  await producer.send([batch(1, 'y', 'z')])
  await producer.commit()
  const texts = await committed(1, 23)
  expect(texts.slice(-3)).toEqual(['key of x: x', 'key of y: y', 'key of z: z'])
})
