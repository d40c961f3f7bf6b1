/** One start to stop in the real window, with events that another program writes; every screen in both languages and themes. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import type { settingsSchema } from '../../contract/settings'
import type { ServiceName } from '../../contract/snapshot'
import type { Endpoints } from '../../contract/workers'
import { openApp, type App } from './app'
import { newDataDir, readStatus, serviceOf, writeSettings } from './instance'
import { axeFindings, changeLook, changeSettings, goTo, takePicture } from './page'
import { clickhouseIds, openStoresAt } from './pipeline'
import { isAlive } from './processes'
import { shell } from './shell'
import { testDoctor } from './testDoctor'
import { testLab } from './testLab'
import { testMessages } from './testMessages'
import { testRepair, type RunningWindow } from './testRepair'
import { waitFor } from './waitFor'

/** What differs from one kind of stack to another. */
export interface WindowStack {
  /** As a settings file may have them. */
  readonly settings: z.input<typeof settingsSchema>
  /** For the app, beside this process's own. */
  readonly env: Readonly<Record<string, string>>
  /** Where its services answer the console's own parts. */
  readonly endpoints: (dataDir: string) => Promise<Endpoints>
  /** Kills a service's process, as a fault would. */
  readonly kill: (name: ServiceName, dataDir: string) => Promise<void>
  /** Notes what runs each service now. @returns which of these still run, asked later. */
  readonly watch: (dataDir: string) => Promise<() => Promise<string[]>>
  /** Tries what is offered while the stack rests, from the home screen. */
  readonly rest: (app: App) => Promise<void>
  /** Takes away what outlives the app. */
  readonly end: () => Promise<void>
}

/**
 * Defines the tests, in the order in which they depend on one another.
 * @param kind over Docker only what looks or acts otherwise there is seen in all looks; the rest of the window is the same one.
 * @param prepare called before the first of them
 */
export function testWindow(kind: 'embedded' | 'docker', prepare: () => Promise<WindowStack>): void {
  const isEmbedded = kind === 'embedded'
  /** Before the names of pictures. */
  const pictures = isEmbedded ? '' : `${kind}-`
  let stack: WindowStack
  let app: App
  let dataDir: string

  beforeAll(async () => {
    stack = await prepare()
    dataDir = await newDataDir()
    await writeSettings(dataDir, {
      language: 'en',
      theme: 'dark',
      traffic: { enabled: true, eventsPerSecond: 50 },
      ...stack.settings,
    })
    app = await openApp(dataDir, stack.env)
  })
  afterAll(async () => {
    await app.close()
    await stack.end()
    await rm(dataDir, { recursive: true, force: true })
  })

  const screens = [
    'pipeline',
    'stack',
    'topics',
    'warehouse',
    'leaderboard',
    'proof',
    'doctor',
    'lab',
    'settings',
  ] as const

  /** Screens that show what kind of stack it is. */
  const ofStack: ReadonlySet<string> = new Set(['pipeline', 'stack', 'settings'])

  test('a stopped stack offers one large button, and a click starts everything', { timeout: 180_000 }, async () => {
    await app.page.getByRole('main').getByRole('button', { name: 'Start', exact: true }).click()
    await app.page.getByRole('banner').getByText('Running').waitFor({ timeout: 150_000 })
    const status = await readStatus(dataDir)
    expect(status.ready).toBe(true)
    expect(status.services.map((service) => service.state)).toEqual(Array(5).fill('running'))
    const total = status.services.length + status.workers.length
    await app.page.getByRole('banner').getByText(`${total} of ${total} parts healthy`).waitFor()
  })

  test('an event written by psql is counted in ClickHouse and ranked in the window', async () => {
    const status = await readStatus(dataDir)
    const port = serviceOf(status, 'postgres').port
    const title = 'حلقة كتبها برنامج آخر'
    // Long enough to be first whatever the sample traffic does.
    const script = `
      INSERT INTO content VALUES (gen_random_uuid(), 'e2e', '${title}', 'podcast', 3600, now());
      INSERT INTO engagement_events (content_id, event_type, event_ts, duration_ms)
        SELECT id, 'play', now(), 500000000 FROM content WHERE slug = 'e2e' RETURNING id;`
    const answer = await shell(
      `PGPASSWORD=app psql -h 127.0.0.1 -p ${port} -U app -d appdb -v ON_ERROR_STOP=1 -At <<'SQL'\n${script}\nSQL`,
    )
    expect(answer.code, answer.stderr).toBe(0)
    const id = Number(answer.stdout.split('\n').find((line) => /^\d+$/.test(line)))
    const stores = openStoresAt(await stack.endpoints(dataDir))
    try {
      await waitFor(`event ${id} in ClickHouse`, async () => (await clickhouseIds(stores)).includes(id))
    } finally {
      await stores.close()
    }
    const first = app.page.getByRole('main').getByRole('row').filter({ hasText: title })
    await first.waitFor({ timeout: 15_000 })
    expect(await first.innerText()).toContain('500,000.00')
  })

  for (const language of ['en', 'ar'] as const) {
    for (const theme of ['dark', 'light'] as const) {
      test(`every screen in ${language}, ${theme}: direction, no gap in the texts, axe finds nothing`, async () => {
        await changeLook(app.page, language, theme)
        for (const [index, screen] of screens.entries()) {
          if (!isEmbedded && !ofStack.has(screen)) continue
          await goTo(app.page, index + 1)
          await app.page.locator('.waiting').first().waitFor({ state: 'detached' })
          const text = await app.page.locator('body').innerText()
          expect(text, screen).not.toMatch(/undefined|NaN|\{\{|\[object/)
          // Each language and each theme once, as axe takes seconds.
          if ((language === 'ar') === (theme === 'light'))
            expect(await axeFindings(app.page), `${screen} ${language} ${theme}`).toEqual([])
          await takePicture(app.page, `${pictures}${screen}-${language}-${theme}`)
        }
      })
    }
  }

  test('a comparison of all stores says that each event is there exactly once', async () => {
    await changeSettings(app.page, { language: 'en' })
    await app.page.keyboard.press('6')
    await app.page.getByRole('button', { name: 'Compare' }).click()
    await app.page.getByText('in every store exactly once').waitFor({ timeout: 90_000 })
    const stores = app.page.getByRole('table', { name: 'Stores' }).getByRole('row')
    const postgres = await stores.filter({ hasText: 'Postgres' }).getByRole('cell').nth(1).innerText()
    expect(Number(postgres.replaceAll(',', ''))).toBeGreaterThan(0)
    expect(await stores.filter({ hasText: 'ClickHouse' }).getByRole('cell').nth(1).innerText()).toBe(postgres)
    for (const language of ['ar', 'en'] as const) {
      await changeLook(app.page, language, language === 'ar' ? 'light' : 'dark')
      expect(await axeFindings(app.page)).toEqual([])
      await takePicture(app.page, `${pictures}proof-${language}-compared`)
    }
  })

  // Before the repairs: a dead letter is a finding for a minute.
  const running = (): RunningWindow => ({
    app,
    endpoints: () => stack.endpoints(dataDir),
    looks: isEmbedded,
  })
  testDoctor(running)
  testLab(running)
  testRepair(running)
  if (isEmbedded) testMessages(running)

  test('the keyboard alone reaches the palette and the list of keys', async () => {
    await app.page.keyboard.press('Control+k')
    await app.page.getByRole('dialog').waitFor()
    await app.page.keyboard.press('Escape')
    await app.page.getByRole('dialog').waitFor({ state: 'detached' })
    await app.page.keyboard.press('?')
    await app.page.getByRole('dialog').waitFor()
    await app.page.keyboard.press('Escape')
    await app.page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('a killed service is shown, with its reason, and comes back', async () => {
    await changeSettings(app.page, { language: 'en' })
    await app.page.keyboard.press('1')
    await stack.kill('clickhouse', dataDir)
    await app.page.getByRole('banner').getByText('Degraded').waitFor({ timeout: 20_000 })
    await takePicture(app.page, `${pictures}pipeline-en-light-broken`)
    await app.page.getByRole('banner').getByText('Running').waitFor({ timeout: 60_000 })
  })

  test('Stop ends every service and worker of the pipeline', { timeout: 120_000 }, async () => {
    const stillRunning = await stack.watch(dataDir)
    expect(await stillRunning()).toHaveLength(5)
    await app.page.getByRole('banner').getByRole('button', { name: 'Stop', exact: true }).click()
    await app.page.getByRole('main').getByRole('button', { name: 'Start', exact: true }).waitFor({ timeout: 60_000 })
    expect(await stillRunning()).toEqual([])
  })

  test('while it rests, its data can be dealt with', async () => {
    await stack.rest(app)
  })

  test('closing the window leaves no process', { timeout: 120_000 }, async () => {
    const pid = app.electron.process().pid ?? 0
    const workers = (await readStatus(dataDir)).workers.flatMap((worker) => (worker.pid === null ? [] : [worker.pid]))
    expect(workers.length).toBeGreaterThan(0)
    await app.close()
    await waitFor('all processes to end', () => [pid, ...workers].every((one) => !isAlive(one)), 30_000)
  })
}
