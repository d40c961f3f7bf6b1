/** What the window's processes write, Chromium's own included, is for the owner of the data folder alone. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type App } from '../support/app'
import { newDataDir } from '../support/instance'
import { waitFor } from '../support/waitFor'
import { walk } from '../security/support/walk'

let app: App
let dataDir: string

beforeAll(async () => {
  dataDir = await newDataDir()
  app = await openApp(dataDir)
})
afterAll(async () => {
  await app.close()
  await rm(dataDir, { recursive: true, force: true })
})

test('no file and no folder of the window is open to the group or to others', async () => {
  const files = await waitFor('Chromium to write its profile', async () => {
    const found = await walk(dataDir)
    return found.some((one) => one.path.includes('/window/') && one.found.isFile()) && found
  })
  const open = files.filter(({ found }) => !found.isSymbolicLink() && (found.mode & 0o077) !== 0)
  expect(open.map(({ path, found }) => `${(found.mode & 0o7777).toString(8)} ${path}`)).toEqual([])
})
