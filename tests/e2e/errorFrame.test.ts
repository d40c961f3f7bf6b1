/** An error in one part of the window stays in its frame. No stack is needed: a function of the browser is broken under one card. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type App } from '../support/app'
import { newDataDir, writeSettings } from '../support/instance'
import { axeFindings, changeLook, takePicture } from '../support/page'

let app: App
let dataDir: string

beforeAll(async () => {
  dataDir = await newDataDir()
  await writeSettings(dataDir, { language: 'en', theme: 'dark' })
  app = await openApp(dataDir)
})
afterAll(async () => {
  await app.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** Breaks what the card of the ports calls with them, and nothing else. */
function breakPorts(): Promise<void> {
  return app.page.evaluate(() => {
    const fromEntries = Object.fromEntries.bind(Object)
    Reflect.set(window, 'repairPorts', () => Reflect.set(Object, 'fromEntries', fromEntries))
    Reflect.set(Object, 'fromEntries', (entries: Iterable<readonly [PropertyKey, unknown]>) => {
      if (entries instanceof Map && entries.has('clickhouse')) throw new Error('broken on purpose')
      return fromEntries(entries)
    })
  })
}

test('a card that fails says so, the others work, and a retry brings it back', async () => {
  const { page } = app
  await page.keyboard.press('1')
  await breakPorts()
  await page.keyboard.press('9')
  const failed = page.getByRole('alert')
  await failed.getByText('broken on purpose').waitFor()
  expect(await failed.count()).toBe(1)
  for (const language of ['ar', 'en'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      await changeLook(page, language, theme)
      expect(await axeFindings(page), `${language} ${theme}`).toEqual([])
      await takePicture(page, `part-failed-${language}-${theme}`)
    }
  }
  // All around it works: the other cards, the navigation, the palette.
  await page.getByRole('heading', { name: 'Appearance' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await failed.getByRole('button', { name: 'Copy details' }).focus()
  await page.keyboard.press('Enter')
  await failed.getByRole('button', { name: 'Copied' }).waitFor()
  const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
  expect(copied).toContain('broken on purpose')
  expect(copied).toMatch(/^\s+at /m)

  await failed.getByRole('button', { name: 'Retry' }).click()
  await failed.getByText('broken on purpose').waitFor()
  await page.evaluate(() => {
    const repair: unknown = Reflect.get(window, 'repairPorts')
    if (typeof repair === 'function') Reflect.apply(repair, window, [])
  })
  await failed.getByRole('button', { name: 'Retry' }).click()
  await failed.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'Ports' }).waitFor()
})
