/** A store of before Kafka had accounts, and one whose passwords were lost: each start gives it what it lacks, and loses no record. */
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { loopbackEndpoints } from '../../contract/loopbackEndpoints'
import { topics } from '../../contract/pipeline'
import { defaultSettings } from '../../contract/settings'
import { connectKafka } from '../../workers/kafka/wire/kafkajs/connectKafka'
import { openStackCredentials } from '../../workers/stack/data/stackCredentials'
import { limitKafkaAccess } from '../../workers/stack/prepare/limitKafkaAccess'
import { admitConsole } from '../../workers/stack/services/admitConsole'
import type { Place } from '../../workers/stack/services/description'
import { describeKafka } from '../../workers/stack/services/kafka'
import { placeAlone, startBroker } from '../bench/throughput/kafkaAlone'
import { endService, startService, type Service } from '../remote/support/child'
import { readTopicRecords } from '../support/topicSpan'
import { waitFor } from '../support/waitFor'

// Each starts a broker two or three times.
vi.setConfig({ testTimeout: 240_000 })

let folder: string
let running: Service | null
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-migration-'))
  running = null
})
afterEach(async () => {
  if (running !== null) await endService(running, 'SIGKILL')
  await rm(folder, { recursive: true })
})

const anonymous = ({ endpoints }: Place): Kafka =>
  new Kafka({ brokers: [endpoints.kafka.published], logLevel: logLevel.NOTHING, retry: { retries: 2 } })

/** Starts it as it was run before it had accounts: the same node and store, one listener that everybody may use. */
async function startWithoutAccounts(place: Place): Promise<Service> {
  const description = describeKafka(place)
  const security = /^(?:listener\.|sasl\.|super\.users|authorizer\.|allow\.everyone|listeners|advertised|inter\.broker)/
  const path = join(folder, 'before.properties')
  for (const { path, text } of description.files) await writeFile(path, text)
  const settings = description.files[0]?.text.split('\n').filter((line) => !security.test(line)) ?? []
  const { kafka, internal } = place.ports
  await writeFile(
    path,
    [
      ...settings,
      `listeners=PLAINTEXT://127.0.0.1:${kafka},CONTROLLER://127.0.0.1:${internal.controller}`,
      `advertised.listeners=PLAINTEXT://127.0.0.1:${kafka}`,
      'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'inter.broker.listener.name=PLAINTEXT',
    ].join('\n'),
  )
  const { command } = description
  const service = startService('kafka', { ...command, args: [...command.args.slice(0, -1), path] })
  await waitFor('Kafka', async () => {
    const admin = anonymous(place).admin()
    await admin.connect()
    try {
      return (await admin.describeCluster()).brokers.length > 0
    } finally {
      await admin.disconnect()
    }
  })
  return service
}

const values = async (place: Place): Promise<(string | undefined)[]> =>
  (
    await readTopicRecords(
      connectKafka(place.endpoints, 'test', () => undefined),
      topics.enriched,
    )
  ).map(({ value }) => value?.toString())

async function committed(place: Place): Promise<string | undefined> {
  const admin = connectKafka(place.endpoints, 'test', () => undefined).admin()
  await admin.connect()
  try {
    const [topic] = await admin.fetchOffsets({ groupId: 'marsad-enricher', topics: [topics.enriched] })
    return topic?.partitions[0]?.offset
  } finally {
    await admin.disconnect()
  }
}

const write = async (kafka: Kafka): Promise<void> => {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  try {
    await producer.send({ topic: topics.enriched, messages: [{ value: 'forged' }] })
  } finally {
    await producer.disconnect()
  }
}

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a store of before is opened after %s with all that it holds',
  async (signal) => {
    const place = await placeAlone(folder)
    // Formats the store and writes the files; whatever accounts it then gets belong to another store.
    const format = describeKafka(place)
    await mkdir(join(place.folder.run, 'kafka'), { recursive: true })
    for (const { path, text } of format.files) await writeFile(path, text)
    await format.prepareData(() => undefined, new AbortController().signal)
    running = await startWithoutAccounts(place)
    const before = anonymous(place)
    const admin = before.admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic: topics.enriched, numPartitions: 1, replicationFactor: 1 }] })
    const producer = before.producer({ idempotent: true, transactionalId: 'before', maxInFlightRequests: 1 })
    await producer.connect()
    const transaction = await producer.transaction()
    const messages = Array.from({ length: 500 }, (_, at) => ({ value: `record ${at}` }))
    await transaction.send({ topic: topics.enriched, messages })
    await transaction.commit()
    // The coordinator of a store that has just been made takes a moment to know itself.
    await waitFor('the committed offset', async () => {
      await admin.setOffsets({
        groupId: 'marsad-enricher',
        topic: topics.enriched,
        partitions: [{ partition: 0, offset: '7' }],
      })
      return true
    })
    await Promise.all([producer.disconnect(), admin.disconnect()])
    await endService(running, signal)

    running = await startBroker(place)
    expect(await values(place)).toEqual(messages.map(({ value }) => value))
    expect(await committed(place)).toBe('7')
    await limitKafkaAccess(place.endpoints, defaultSettings)
    await expect(write(anonymous(place))).rejects.toThrow(/authoriz/i)
    await write(connectKafka(place.endpoints, 'test', () => undefined))
    expect(await values(place)).toHaveLength(501)
  },
)

test('lost passwords are replaced at the next start, and the lost ones no longer open anything', async () => {
  const place = await placeAlone(folder)
  running = await startBroker(place)
  await endService(running, 'SIGTERM')
  await rm(join(folder, 'credentials.json'))
  const credentials = await openStackCredentials(folder)
  const next: Place = {
    ...place,
    credentials,
    endpoints: loopbackEndpoints(place.ports, { ports: place.ports.internal, credentials }),
  }
  running = await startBroker(next)
  const ask = async ({ endpoints }: Place): Promise<string[]> => {
    const admin = connectKafka(endpoints, 'test', () => undefined, { retries: 0 }).admin()
    await admin.connect()
    try {
      return await admin.listTopics()
    } finally {
      await admin.disconnect()
    }
  }
  await expect(ask(next)).resolves.toEqual([])
  await expect(ask(place)).rejects.toThrow(/authentication/i)
})

test('a process of another account at that port is given no password', async () => {
  const place = await placeAlone(folder)
  let heard = 0
  const squatter = createServer((socket) => socket.on('data', (data) => (heard += data.length))).listen(
    place.ports.internal.kafka,
    '127.0.0.1',
  )
  await once(squatter, 'listening')
  try {
    await expect(admitConsole(place, 4_242)).rejects.toThrow('is not held by the account that runs Kafka')
    expect(heard).toBe(0)
  } finally {
    squatter.close()
  }
})
