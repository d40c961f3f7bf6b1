/** A console over services that another one runs: what it uses, and what it does not touch. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StackSnapshot } from '../../contract/snapshot'
import { endCli, runCli, startCli, type Started } from '../support/cli'
import { freeServicePorts } from '../support/freePorts'
import {
  ask,
  endpointsOf,
  newDataDir,
  readStatus,
  startInstance,
  stopInstance,
  writeSettings,
  type Instance,
} from '../support/instance'
import { clickhouseIds, openStores, postgresIds, type Stores } from '../support/pipeline'
import { remoteGroup, remoteProfileOf, remoteSecretsOf } from '../support/remoteProfile'
import { waitFor } from '../support/waitFor'

let theirs: Instance
let stores: Stores
let dataDir: string
let secrets: NodeJS.ProcessEnv
let ours: Started
/** How much is in Postgres before we begin. */
let before: unknown

const stack = async (): Promise<StackSnapshot> => (await ask(dataDir, 'app.snapshot', {})).stack
const hasIndex = async (): Promise<boolean> => {
  const found = await stores.postgres.query("SELECT FROM pg_indexes WHERE indexname = 'engagement_events_event_ts_idx'")
  return found.rowCount === 1
}

beforeAll(async () => {
  const theirDataDir = await newDataDir()
  await writeSettings(theirDataDir, { ports: await freeServicePorts() })
  theirs = await startInstance(theirDataDir)
  stores = await openStores(theirs.dataDir)
  dataDir = await newDataDir()
  const endpoints = await endpointsOf(theirs.dataDir)
  secrets = remoteSecretsOf(endpoints)
  const profile = remoteProfileOf(endpoints)
  await writeSettings(dataDir, {
    clickhouseGroup: remoteGroup,
    stack: { kind: 'remote', remote: { profile, prove: false } },
  })
})
afterAll(async () => {
  await endCli(ours)
  await stores.close()
  await stopInstance(theirs)
  await rm(dataDir, { recursive: true, force: true })
})

const rows = async (): Promise<unknown> =>
  (await stores.postgres.query('SELECT count(*) FROM content UNION ALL SELECT count(*) FROM engagement_events')).rows

test('what is missing is shown and not made; agreed to, just that is made', { timeout: 240_000 }, async () => {
  before = await rows()
  await stores.clickhouse.command({ query: 'DROP VIEW analytics.mv_engagement_enriched_errors SYNC' })
  await stores.postgres.query('DROP INDEX engagement_events_event_ts_idx')

  const refused = await runCli(['up', '--data', dataDir], secrets)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('nothing was changed')
  expect(refused.stdout).toContain('index engagement_events_event_ts_idx')
  expect(refused.stdout).toContain('view mv_engagement_enriched_errors')
  expect(refused.stdout).not.toMatch(/topic |table public|connector:/)
  expect(await hasIndex()).toBe(false)

  ours = startCli(['up', '--data', dataDir, '--prepare'], secrets)
  const ended = ours.finished.then(({ stdout, stderr }) => {
    throw new Error(`our console ended:\n${stdout}\n${stderr}`)
  })
  await Promise.race([waitFor('ours to be ready', async () => (await stack()).phase === 'ready', 120_000), ended])
  void Promise.allSettled([ended])
  expect(await hasIndex()).toBe(true)
  const { steps, services } = await stack()
  expect(steps.filter(({ changes }) => changes.length > 0).map(({ id }) => id)).toEqual([
    'prepare_postgres',
    'prepare_clickhouse',
  ])
  expect(steps.some(({ id }) => id === 'canary')).toBe(false)
  expect(services.map(({ state }) => state)).toEqual(Array(5).fill('running'))
})

test('nothing was written to Postgres, and what others write arrives', async () => {
  expect(await rows()).toEqual(before)
  const inserted = await stores.postgres.query(
    `WITH one AS (INSERT INTO content VALUES (gen_random_uuid(), 'remote', 'Remote', 'podcast', 60, now()) RETURNING id)
     SELECT id FROM one`,
  )
  expect(inserted.rowCount).toBe(1)
  await stores.postgres.query(
    `INSERT INTO engagement_events (content_id, event_type, event_ts, duration_ms)
     SELECT id, 'play', now(), 1000 FROM content WHERE slug = 'remote'`,
  )
  const [id = 0] = await postgresIds(stores)
  await waitFor('the event in ClickHouse', async () => (await clickhouseIds(stores)).includes(id))
})

test('a service of others is not stopped from here, and all of them outlive our console', async () => {
  await ask(dataDir, 'service.stop', { name: 'redis' })
  expect(await stores.redis.ping()).toBe('PONG')
  await runCli(['down', '--data', dataDir])
  expect((await ours.finished).code).toBe(0)
  expect((await readStatus(theirs.dataDir)).services.map(({ state }) => state)).toEqual(Array(5).fill('running'))
})
