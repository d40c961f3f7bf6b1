/** Kafka as an account that nobody trusts sees it: it reads and describes, and changes, joins or holds nothing. */
import { chmod, cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { consoleAccount } from '../../contract/loopbackEndpoints'
import { topics } from '../../contract/pipeline'
import { setScramPassword } from '../../workers/kafka/wire/kafkajs/flexible/setScramPassword'
import { connectKafka } from '../../workers/kafka/wire/kafkajs/connectKafka'
import { openCluster } from '../../workers/kafka/session/kafkaCluster'
import { readServicesFile } from '../../workers/stack/data/servicesFile'
import { projectRoot } from '../support/cli'
import { insertContent, insertEvents, openStores, untilConsistent, type Stores } from '../support/pipeline'
import { asNobody } from './support/asNobody'

let stores: Stores
let published: string
let inner: string
let controller: string
/** A folder with kafkajs in it that nobody may read, wherever the project itself lies. */
let packages: string

beforeAll(async () => {
  const dataDir = inject('dataDir')
  stores = await openStores(dataDir)
  published = stores.endpoints.kafka.published
  inner = stores.endpoints.kafka.brokers[0] ?? ''
  controller = `127.0.0.1:${readServicesFile(join(dataDir, 'run', 'services.json')).internalPorts['controller'] ?? 0}`
  packages = await mkdtemp(join(tmpdir(), 'marsad-packages-'))
  await chmod(packages, 0o755)
  await cp(join(projectRoot, 'node_modules', 'kafkajs'), join(packages, 'kafkajs'), { recursive: true })
  const content = await insertContent(stores)
  await insertEvents(stores, [{ contentId: content, durationMs: 5_000 }])
  await untilConsistent(stores)
})
afterAll(async () => {
  await stores.close()
  await rm(packages, { recursive: true })
})

/**
 * Runs a script as nobody with `kafka` (kafkajs, connected to `broker`), `admin` (connected) and `result`, which it sets.
 * @returns what it set, or the name and text of what it threw.
 */
async function attempt(
  script: string,
  broker = published,
  sasl: object | null = null,
  host = '127.0.0.1',
): Promise<string> {
  const program = `
    const kafkajs = require('kafkajs')
    const { connect } = require('node:net')
    const kafka = new kafkajs.Kafka({
      brokers: ['${broker}'], clientId: 'stranger', logLevel: 0, retry: { retries: 1 }, connectionTimeout: 3000, requestTimeout: 5000,
      socketFactory: ({ port, onConnect }) => connect({ host: '${host}', port }, onConnect),
      ${sasl === null ? '' : `sasl: ${JSON.stringify(sasl)},`}
    })
    const admin = kafka.admin()
    const limit = setTimeout(() => { console.log('TIMEOUT'); process.exit(0) }, 20000)
    ;(async () => {
      let result
      await admin.connect()
      ${script}
      console.log('DONE ' + JSON.stringify(result ?? null))
    })().catch((error) => console.log('REFUSED ' + error.name + ' ' + (error.type ?? '') + ' ' + error.message + ' ' +
      (error.errors ?? []).map((each) => each.message).join() + [...(error.groups ?? []), ...(error.partitions ?? [])].map((each) => each.error.type).join()))
      .finally(() => { clearTimeout(limit); process.exit(0) })
  `
  const { stdout, stderr } = await asNobody(`NODE_PATH=${packages} ${process.execPath} -`, program)
  return stdout + stderr
}

/** In Kafka's protocol guide. */
const clusterAuthorizationFailed = 31

const notAuthorized = /REFUSED .*not authorized|REFUSED .*authorization failed|REFUSED .*AUTHORIZATION_FAILED/i

describe('who has no account', () => {
  test('reads and describes what the pipeline holds', async () => {
    const read = await attempt(`
      const consumer = kafka.consumer({ groupId: 'console-consumer-' + process.pid })
      await consumer.connect()
      await consumer.subscribe({ topics: ['${topics.enriched}'], fromBeginning: true })
      result = await new Promise((resolve) => consumer.run({ eachMessage: async ({ message }) => resolve(JSON.parse(message.value)) }))
    `)
    expect(read).toMatch(/^DONE .*"event_id"/)
    const described = await attempt(`
      result = {
        topics: await admin.listTopics(),
        groups: (await admin.listGroups()).groups.map(({ groupId }) => groupId),
        offsets: await admin.fetchOffsets({ groupId: 'marsad-enricher', topics: ['${topics.events}'] }),
        config: (await admin.describeConfigs({ resources: [{ type: 2, name: '${topics.enriched}' }] })).resources.length,
      }
    `)
    const answer = z
      .object({
        topics: z.array(z.string()),
        groups: z.array(z.string()),
        offsets: z.array(z.unknown()),
        config: z.int(),
      })
      .parse(JSON.parse(described.replace('DONE ', '')))
    expect(answer.topics).toEqual(expect.arrayContaining(Object.values(topics)))
    expect(answer.groups).toEqual(expect.arrayContaining(['marsad-enricher', 'ch-sink-v6']))
    expect(answer.config).toBe(1)
  })

  test('reads at [::1] too', async () => {
    expect(await attempt('result = await admin.listTopics()', published, null, '::1')).toContain(topics.enriched)
  })

  const send = (options: string, topic: string): string => `
    const producer = kafka.producer(${options})
    await producer.connect()
    ${options.includes('transactionalId') ? 'const writing = await producer.transaction()' : 'const writing = producer'}
    await writing.send({ topic: '${topic}', messages: [{ key: 'k', value: 'forged' }] })
  `
  const joining = (groupId: string): string => `
    const consumer = kafka.consumer({ groupId: '${groupId}', retry: { retries: 0 } })
    await consumer.connect()
    await consumer.subscribe({ topics: ['${topics.enriched}'] })
    await new Promise((resolve, reject) => {
      consumer.on(consumer.events.GROUP_JOIN, resolve)
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
      consumer.run({ eachMessage: async () => {} }).catch(reject)
    })
  `
  const acl = `{ resourceType: 2, resourceName: '*', resourcePatternType: 3, principal: 'User:ANONYMOUS', host: '*', operation: 2, permissionType: 3 }`
  /** With the partition's leader, one step below kafkajs's clients, which would look before they ask. */
  const raw = (topic: string, call: string): string => `
    let cluster
    kafka.consumer({ groupId: 'x', partitionAssigners: [(given) => ((cluster = given.cluster), kafkajs.PartitionAssigners.roundRobin(given))] })
    await cluster.connect()
    await cluster.addTargetTopic('${topic}')
    const [{ leader }] = cluster.findTopicPartitionMetadata('${topic}')
    const broker = await cluster.findBroker({ nodeId: String(leader) })
    ${call}
  `
  const commit = (group: string, topic: string): string =>
    raw(
      topic,
      `await broker.offsetCommit({ groupId: '${group}', groupGenerationId: -1, memberId: '', topics: [
        { topic: '${topic}', partitions: [{ partition: 0, offset: '0' }] } ] })`,
    )
  test.each([
    ['produce', send('{}', topics.enriched)],
    ['produce to what Connect writes', send('{}', topics.events)],
    ['produce idempotently', send('{ idempotent: true, maxInFlightRequests: 1 }', topics.enriched)],
    ['produce in a transaction', send(`{ idempotent: true, transactionalId: 'mine' }`, topics.enriched)],
    [
      'fence the enricher by its transactional.id',
      send(`{ idempotent: true, transactionalId: 'marsad-enricher.${topics.events}.0' }`, topics.enriched),
    ],
    ['create a topic', `await admin.createTopics({ topics: [{ topic: 'strange' }] })`],
    [
      'add partitions',
      `await admin.createPartitions({ topicPartitions: [{ topic: '${topics.enriched}', count: 9 }] })`,
    ],
    ['delete a topic', `await admin.deleteTopics({ topics: ['${topics.enriched}'], timeout: 3000 })`],
    [
      'delete records',
      raw(
        topics.enriched,
        `await broker.deleteRecords({ topics: [{ topic: '${topics.enriched}', partitions: [{ partition: 0, offset: '-1' }] }] })`,
      ),
    ],
    [
      'change the configuration of a topic',
      `await admin.alterConfigs({ resources: [{ type: 2, name: '${topics.enriched}', configEntries: [{ name: 'retention.ms', value: '1' }] }] })`,
    ],
    [
      'change the configuration of the broker',
      `await admin.alterConfigs({ resources: [{ type: 4, name: '1', configEntries: [{ name: 'log.retention.ms', value: '1' }] }] })`,
    ],
    ['create access rules', `await admin.createAcls({ acl: [${acl}] })`],
    [
      'delete access rules',
      `await admin.deleteAcls({ filters: [{ resourceType: 1, resourcePatternType: 1, operation: 1, permissionType: 1 }] })`,
    ],
    [
      'see access rules',
      `await admin.describeAcls({ resourceType: 1, resourcePatternType: 1, operation: 1, permissionType: 1 })`,
    ],
    ...['marsad-enricher', 'marsad-leaderboard', 'ch-sink-v6', 'marsad-connect', 'marsad-anything'].map((group) => [
      `join ${group}`,
      joining(group),
    ]),
    ['set the offsets of the enricher back', commit('marsad-enricher', topics.events)],
    ['commit in the name of ClickHouse’s group', commit('ch-sink-v6', topics.enriched)],
    ['delete a group', `await admin.deleteGroups(['ch-sink-v6'])`],
    ...['__consumer_offsets', '__transaction_state', 'marsad-connect-configs'].map((topic) => [
      `read ${topic}`,
      raw(
        topic,
        `await broker.fetch({ maxWaitTime: 100, minBytes: 1, maxBytes: 1000000, isolationLevel: 0, topics: [
          { topic: '${topic}', partitions: [{ partition: 0, currentLeaderEpoch: -1, fetchOffset: 0, maxBytes: 1000000 }] } ] })`,
      ),
    ]),
  ])('may not %s', async (_what, script) => {
    expect(await attempt(script)).toMatch(notAuthorized)
  })

  test('may give no account a password, ', async () => {
    const { endpoints } = stores
    const open = { ...endpoints, kafka: { ...endpoints.kafka, brokers: [published], sasl: null } }
    const cluster = openCluster(connectKafka(open, 'stranger', () => undefined, { retries: 0 }))
    await cluster.connect()
    try {
      await expect(setScramPassword(cluster, consoleAccount, 'a-password-of-a-stranger')).rejects.toMatchObject({
        name: 'RequestRefused',
        code: clusterAuthorizationFailed,
      })
    } finally {
      await cluster.disconnect()
    }
  })

  test('may ask in the same ways for what it may have', async () => {
    const fetch = `result = (await broker.fetch({ maxWaitTime: 100, minBytes: 1, maxBytes: 1000000, isolationLevel: 0, topics: [
      { topic: '${topics.enriched}', partitions: [{ partition: 0, currentLeaderEpoch: -1, fetchOffset: 0, maxBytes: 1000000 }] } ] })).responses.length`
    expect(await attempt(raw(topics.enriched, fetch))).toBe('DONE 1\n')
    expect(await attempt(commit('a-group-of-its-own', topics.enriched))).toBe('DONE null\n')
    expect(await attempt(joining('another-of-its-own'))).toBe('DONE null\n')
  })

  test('gets nowhere on the listeners of the console and of the controller', async () => {
    for (const broker of [inner, controller]) {
      expect(await attempt('result = await admin.listTopics()', broker), broker).toMatch(/^REFUSED|^TIMEOUT/)
    }
  })

  test.each(['scram-sha-256', 'plain'])('gets nowhere with a wrong password by %s', async (mechanism) => {
    for (const username of ['marsad', 'marsad-broker', 'marsad-clickhouse']) {
      for (const broker of [inner, controller]) {
        const answer = await attempt('result = await admin.listTopics()', broker, {
          mechanism,
          username,
          password: 'marsad',
        })
        expect(answer, `${username} at ${broker}`).toMatch(/^REFUSED/)
      }
    }
  })
})

test('nothing was changed by all of that', async () => {
  const admin = stores.kafka.admin()
  await admin.connect()
  try {
    expect(await admin.listTopics()).toEqual(expect.arrayContaining(Object.values(topics)))
    expect(await admin.listTopics()).not.toContain('strange')
    const [topic] = await admin.fetchTopicOffsets(topics.enriched)
    expect(topic).toBeDefined()
    await untilConsistent(stores)
  } finally {
    await admin.disconnect()
  }
})

test('ClickHouse’s account, which its engine shows to whoever may ask, only reads', async () => {
  const { sasl } = stores.endpoints.inside.kafka
  expect(await attempt('result = await admin.listTopics()', inner, sasl)).toBe(`DONE ["${topics.enriched}"]\n`)
  const writing = `const producer = kafka.producer(); await producer.connect(); await producer.send({ topic: '${topics.enriched}', messages: [{ value: 'x' }] })`
  expect(await attempt(writing, inner, sasl)).toMatch(notAuthorized)
  expect(await attempt(`await admin.deleteTopics({ topics: ['${topics.enriched}'] })`, inner, sasl)).toMatch(
    notAuthorized,
  )
})

test('no password of an account is in a log or on a command line', async () => {
  const dataDir = inject('dataDir')
  const credentials = z
    .record(z.string(), z.string())
    .parse(JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8')))
  const { stdout } = await asNobody('cat /proc/*/cmdline 2>/dev/null | tr "\\\\0" " "')
  const logs = await Promise.all(
    ['kafka', 'connect', 'redis', 'clickhouse'].map((name) => readFile(join(dataDir, 'logs', `${name}.log`), 'utf8')),
  )
  for (const [name, password] of Object.entries(credentials)) {
    expect(
      [stdout, ...logs].filter((text) => text.includes(password)),
      name,
    ).toEqual([])
  }
})
