/** The window over services that another console runs: what they lack is shown, and made once it is agreed to. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type App } from '../support/app'
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
import { axeFindings, changeLook, takePicture } from '../support/page'
import { openStores, type Stores } from '../support/pipeline'
import { remoteGroup, remoteProfileOf, remoteSecretsOf } from '../support/remoteProfile'

let theirs: Instance
let stores: Stores
let dataDir: string
let app: App

beforeAll(async () => {
  theirs = await startInstance(await newDataDir())
  stores = await openStores(theirs.dataDir)
  dataDir = await newDataDir()
  const endpoints = await endpointsOf(theirs.dataDir)
  const profile = remoteProfileOf(endpoints)
  await writeSettings(dataDir, {
    language: 'en',
    theme: 'dark',
    clickhouseGroup: remoteGroup,
    stack: { kind: 'remote', remote: { profile } },
  })
  app = await openApp(dataDir, remoteSecretsOf(endpoints))
})
afterAll(async () => {
  await app.close()
  await stores.close()
  await stopInstance(theirs)
  await rm(dataDir, { recursive: true, force: true })
})

const hasIndex = async (): Promise<boolean> => {
  const found = await stores.postgres.query("SELECT FROM pg_indexes WHERE indexname = 'engagement_events_event_ts_idx'")
  return found.rowCount === 1
}

test('a start shows what is missing and changes nothing; agreed to, just that is made', async () => {
  await stores.clickhouse.command({ query: 'DROP VIEW analytics.mv_engagement_enriched_errors SYNC' })
  await stores.postgres.query('DROP INDEX engagement_events_event_ts_idx')
  const main = app.page.getByRole('main')
  await main.getByRole('button', { name: 'Start', exact: true }).click()
  await main.getByText('engagement_events_event_ts_idx').waitFor({ timeout: 60_000 })
  await main.getByText('mv_engagement_enriched_errors').waitFor()
  for (const language of ['ar', 'en'] as const) {
    for (const theme of ['dark', 'light'] as const) {
      await changeLook(app.page, language, theme)
      expect(await axeFindings(app.page)).toEqual([])
      await takePicture(app.page, `remote-lacks-${language}-${theme}`)
    }
  }
  expect(await hasIndex()).toBe(false)
  await main.getByRole('button', { name: 'Make these changes and start' }).click()
  await app.page.getByRole('banner').getByText('Running', { exact: true }).waitFor({ timeout: 90_000 })
  expect(await hasIndex()).toBe(true)
  expect((await ask(dataDir, 'app.snapshot', {})).stack.services.map(({ state }) => state)).toEqual(
    Array(5).fill('running'),
  )
})

test('closing the window leaves the services of others as they were', async () => {
  await app.page.getByRole('banner').getByRole('button', { name: 'Stop' }).click()
  await app.page.getByRole('banner').getByText('Stopped').waitFor({ timeout: 60_000 })
  expect((await readStatus(theirs.dataDir)).services.map(({ state }) => state)).toEqual(Array(5).fill('running'))
})
