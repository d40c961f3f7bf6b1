/** Choosing another kind of stack in the window: an engine that is not there, and services that run elsewhere. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { trafficOf, type Settings } from '../../contract/settings'
import { openApp, type App } from '../support/app'
import { ask, newDataDir, writeSettings } from '../support/instance'
import { axeFindings, changeLook, changeSettings, takePicture } from '../support/page'
import { unzip } from '../support/unzip'
import { waitFor } from '../support/waitFor'

let app: App
let dataDir: string

beforeAll(async () => {
  dataDir = await newDataDir()
  await writeSettings(dataDir, { language: 'en', theme: 'dark', stack: { kind: 'docker' } })
  app = await openApp(dataDir, {
    DOCKER_HOST: 'unix:///nowhere/docker.sock',
    MARSAD_SECRET_POSTGRES: 'kept-to-itself',
  })
})
afterAll(async () => {
  await app.close()
  await rm(dataDir, { recursive: true, force: true })
})

const kind = async (): Promise<string> => (await ask(dataDir, 'app.snapshot', {})).settings.stack.kind

test('an engine that is not there is told with its reason, and the embedded stack is offered', async () => {
  const main = app.page.getByRole('main')
  await main.getByText('unix:///nowhere/docker.sock').first().waitFor()
  for (const language of ['ar', 'en'] as const) {
    await changeLook(app.page, language, language === 'ar' ? 'light' : 'dark')
    expect(await axeFindings(app.page)).toEqual([])
    await takePicture(app.page, `docker-absent-${language}`)
  }
  await main.getByRole('button', { name: 'Use the embedded stack' }).click()
  await waitFor('the embedded stack to be chosen', async () => (await kind()) === 'embedded')
  await main.getByText('unix:///nowhere/docker.sock').first().waitFor({ state: 'detached' })
})

test('a support bundle is saved where the dialog says, though nothing runs, and not where it was cancelled', async () => {
  const { page, electron } = app
  const file = join(dataDir, 'saved.zip')
  const choose = (filePath: string): Promise<void> =>
    electron.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: path === '', filePath: path })
    }, filePath)
  await page.keyboard.press('7')
  const save = page.getByRole('button', { name: 'Save a bundle…' })
  await choose('')
  await save.click()
  await choose(file)
  await save.click()
  await page.getByRole('status').filter({ hasText: file }).waitFor()
  const files = unzip(await readFile(file))
  expect(files['settings.json']).toContain('"kind": "embedded"')
  expect(files['environment.json']).toContain('MARSAD_SECRET_POSTGRES')
  for (const text of Object.values(files)) expect(text).not.toContain('kept-to-itself')
  for (const language of ['ar', 'en'] as const) {
    await changeLook(page, language, language === 'ar' ? 'light' : 'dark')
    expect(await axeFindings(page)).toEqual([])
    await takePicture(page, `bundle-saved-${language}`)
  }
})

test('the page names no file of this machine; the dialog does', async () => {
  const { page, electron } = app
  const stackNow = async (): Promise<Settings['stack']> => (await ask(dataDir, 'app.snapshot', {})).settings.stack
  const composeOf = async (): Promise<string | null> => (await stackNow()).docker.composeFile
  const stack = await stackNow()
  const docker = { ...stack.docker, composeFile: '/evil/compose.yml' }
  expect(await changeSettings(page, { stack: { ...stack, docker } })).toMatchObject({
    ok: false,
    failure: { code: 'path_not_chosen', details: { path: '/evil/compose.yml' } },
  })
  expect(await composeOf()).toBeNull()

  const file = join(dataDir, 'mine.yml')
  await electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, file)
  await page.keyboard.press('9')
  await page.getByRole('radio', { name: 'Docker' }).click()
  await page.getByRole('group', { name: 'Compose file' }).getByRole('button', { name: 'Choose file…' }).click()
  await waitFor('the chosen file to be set', async () => (await composeOf()) === file)
  for (const language of ['ar', 'en'] as const) {
    await changeLook(page, language, language === 'ar' ? 'light' : 'dark')
    expect(await axeFindings(page)).toEqual([])
    await takePicture(page, `file-chosen-${language}`)
  }
  await page.getByRole('group', { name: 'Compose file' }).getByRole('button', { name: 'Remove' }).click()
  await waitFor('the shipped file to be used again', async () => (await composeOf()) === null)
})

test('remote services are entered, what is missing is marked, and passwords are told by their place only', async () => {
  const { page } = app
  await page.keyboard.press('9')
  await page.getByRole('radio', { name: 'Remote' }).click()
  await page.getByRole('textbox', { name: 'Brokers' }).fill('127.0.0.1:1')
  await page.getByRole('region', { name: 'Remote services' }).getByRole('button', { name: 'Keep' }).click()
  await page.getByText('The marked fields are empty or not understood.').waitFor()
  await page.getByRole('group', { name: 'Postgres' }).getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
  await page.getByRole('group', { name: 'Postgres' }).getByRole('textbox', { name: 'Port' }).fill('1')
  const addresses = page.getByRole('textbox', { name: 'Address (http…)' })
  await addresses.nth(0).fill('http://127.0.0.1:1')
  await addresses.nth(1).fill('http://127.0.0.1:1')
  await page.getByRole('textbox', { name: 'Nodes' }).fill('127.0.0.1:1')
  await page.getByRole('region', { name: 'Remote services' }).getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('region', { name: 'Passwords' }).getByText('from the environment:').waitFor()
  for (const language of ['ar', 'en'] as const) {
    await changeLook(page, language, language === 'ar' ? 'dark' : 'light')
    expect(await axeFindings(page)).toEqual([])
    await takePicture(page, `remote-settings-${language}`)
  }
  const snapshot = await ask(dataDir, 'app.snapshot', {})
  expect(trafficOf(snapshot.settings).enabled).toBe(false)
  expect(snapshot.settings.stack.remote.profile?.kafka.brokers).toEqual(['127.0.0.1:1'])
  expect(JSON.stringify(snapshot) + (await page.content())).not.toContain('kept-to-itself')
})
