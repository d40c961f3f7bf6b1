/** The prepare step repairs what is missing, changes nothing else, and says what it did. */
import { resolve } from 'node:path'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connectorName, topics } from '../../contract/pipeline'
import { connectRest } from '../../workers/clients/connect/connectRest'
import { RequestRefused } from '../../workers/kafka/wire/kafkajs/flexible/flexibleRequest'
import { lowerFeature } from '../../workers/kafka/wire/kafkajs/flexible/lowerFeature'
import { createKafkaCluster } from '../../workers/kafka/session/kafkaAdmin'
import { defaultSettings } from '../../contract/settings'
import type { Paths } from '../../contract/workers'
import { prepareClickhouse } from '../../workers/stack/prepare/prepareClickhouse'
import { prepareConnector } from '../../workers/stack/prepare/prepareConnector'
import { preparePostgres } from '../../workers/stack/prepare/preparePostgres'
import { prepareTopics } from '../../workers/stack/prepare/prepareTopics'
import { previewPrepare } from '../../workers/stack/prepare/previewPrepare'
import { projectRoot } from '../support/cli'
import { insertContent, insertEvents, openStores, untilConsistent, type Stores } from '../support/pipeline'

let stores: Stores
const never = new AbortController().signal
const paths: Paths = {
  data: inject('dataDir'),
  runtime: process.env['MARSAD_RUNTIME_MANIFEST'] ?? '',
  sql: resolve(projectRoot, 'sql'),
  entries: resolve(projectRoot, 'out/main'),
  node: process.execPath,
}
beforeAll(async () => {
  stores = await openStores(inject('dataDir'))
})
afterAll(() => stores.close())

const prepareAll = async (): Promise<string[]> => [
  ...(await preparePostgres(stores.endpoints, paths, never)),
  ...(await prepareTopics(stores.endpoints, never)),
  ...(await prepareClickhouse(stores.endpoints, paths, defaultSettings, never)),
  ...(await prepareConnector(stores.endpoints, never)),
]

const previewAll = async (): Promise<string[]> =>
  (await previewPrepare(stores.endpoints, paths, defaultSettings, never)).flatMap(({ changes }) => changes)

test('on a prepared stack it changes nothing', async () => {
  expect(await previewAll()).toEqual([])
  expect(await prepareAll()).toEqual([])
})

test('transactions are of version 1: lowering them to 2, where a new cluster stands, is refused', async () => {
  const kafka = createKafkaCluster(stores.kafka, () => undefined)
  const lowered = kafka.use((cluster) => lowerFeature(cluster, 'transaction.version', 2))
  await expect(lowered).rejects.toThrow(RequestRefused)
  await kafka.close()
})

test('a missing table of the publication, disabled trigger, view, topic setting and connector setting come back; data stays', async () => {
  const content = await insertContent(stores)
  await insertEvents(stores, [{ contentId: content, durationMs: 1_000 }])
  const before = await untilConsistent(stores)

  await stores.postgres.query('ALTER PUBLICATION dbz_publication DROP TABLE public.content')
  await stores.postgres.query('ALTER TABLE public.content DISABLE TRIGGER marsad_tell_again')
  await stores.postgres.query('REVOKE SELECT ON public.content FROM dbz')
  await stores.clickhouse.command({ query: 'DROP VIEW analytics.mv_engagement_enriched' })
  const admin = stores.kafka.admin()
  await admin.connect()
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name: topics.content,
        configEntries: [{ name: 'cleanup.policy', value: 'delete' }],
      },
    ],
  })
  await admin.disconnect()
  const rest = connectRest(stores.endpoints.connect, new AbortController().signal)
  await rest.putConfig(connectorName, { ...(await rest.config(connectorName)), 'poll.interval.ms': '500' })

  const previewed = await previewAll()
  const done = await prepareAll()
  expect([...previewed].sort()).toEqual([...done].sort())
  const changes = done.join('\n')
  expect(changes).toContain('published public.content')
  expect(changes).toContain('trigger marsad_tell_again on public.content')
  expect(changes).toContain('mv_engagement_enriched')
  expect(changes).toContain(topics.content)
  expect(changes).toContain('connector: poll.interval.ms')
  expect(await prepareAll()).toEqual([])

  const more = await insertContent(stores)
  await insertEvents(stores, [{ contentId: more, durationMs: 1_000 }])
  expect((await untilConsistent(stores)).length).toBe(before.length + 1)
})
