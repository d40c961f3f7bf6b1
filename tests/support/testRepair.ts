/** What a person mends in the window: what a comparison found, what a store lacks, a dead letter. On the running stack of testWindow.ts. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { topics } from '../../contract/pipeline'
import type { Endpoints } from '../../contract/workers'
import type { App } from './app'
import { axeFindings, changeLook, takePicture } from './page'
import { clickhouseIds, insertContent, openStoresAt } from './pipeline'
import { waitFor } from './waitFor'

export interface RunningWindow {
  readonly app: App
  /** Where the stack's services answer the console's own parts. */
  readonly endpoints: () => Promise<Endpoints>
  /** Whether it is looked at in both languages and themes: what is mended looks the same on every stack. */
  readonly looks: boolean
}

const insertedRows = z.tuple([z.object({ id: z.coerce.number() })])

/** Looks at what is shown in both languages and themes; English and dark afterwards. */
export async function lookAt({ app: { page }, looks }: RunningWindow, name: string): Promise<void> {
  if (!looks) return
  for (const language of ['ar', 'en'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      await changeLook(page, language, theme)
      // Each language and each theme once: a look of axe takes seconds.
      if ((language === 'ar') === (theme === 'light'))
        expect(await axeFindings(page), `${name} ${language}`).toEqual([])
      await takePicture(page, `${name}-${language}-${theme}`)
    }
  }
}

/** @param running asked in each test */
export function testRepair(running: () => RunningWindow): void {
  const slow = { timeout: 180_000 }

  test('an event that ClickHouse lost is named in the window, and a click brings it back', slow, async () => {
    const { app, endpoints } = running()
    const stores = openStoresAt(await endpoints())
    try {
      const lost = (await clickhouseIds(stores)).at(0) ?? 0
      await stores.clickhouse.command({
        query: `ALTER TABLE analytics.engagement_enriched DELETE WHERE event_id = ${lost}`,
        clickhouse_settings: { mutations_sync: '1' },
      })
      await app.page.keyboard.press('6')
      await app.page.getByRole('button', { name: 'Compare' }).click()
      await app.page.getByText('1 event lost').waitFor({ timeout: 90_000 })
      const difference = app.page.getByRole('table', { name: 'What is wrong' }).getByRole('row').nth(1)
      expect(await difference.innerText()).toContain(String(lost))
      expect(await difference.innerText()).toContain('ClickHouse')
      await lookAt(running(), 'proof-lost')
      await app.page.getByRole('button', { name: 'Repair' }).click()
      await app.page.getByText('1 event mended;').waitFor({ timeout: 90_000 })
      await lookAt(running(), 'proof-mended')
      expect(await clickhouseIds(stores)).toContain(lost)
    } finally {
      await stores.close()
    }
  })

  test('a dry run of a backfill says what each store would gain, which is nothing', slow, async () => {
    const { app } = running()
    await app.page.getByRole('button', { name: 'Show what it would bring' }).click()
    const gains = app.page.locator('.backfill-gains')
    await gains.getByText('It would write 0 of').waitFor({ timeout: 90_000 })
    const gained = (await gains.locator('dd').allInnerTexts()).map((text) => text.replace(/[\u2066\u2069]/g, ''))
    expect(gained).toEqual(['+0', '+0', '+0', '+0.00 s'])
    await lookAt(running(), 'proof-backfill')
  })

  test('a dead letter is shown with its reason, edited, and sent back as an event', slow, async () => {
    const { app, endpoints } = running()
    const { page } = app
    const stores = openStoresAt(await endpoints())
    try {
      // Postgres knows years that the contract does not.
      const { rows } = await stores.postgres.query(
        `INSERT INTO engagement_events (content_id, event_type, event_ts, duration_ms)
         VALUES ($1, 'play', '12345-06-07 08:09:10Z', 1000) RETURNING id`,
        [await insertContent(stores)],
      )
      const id = insertedRows.parse(rows)[0].id
      await page.keyboard.press('3')
      await page.getByRole('button', { name: topics.deadLetters, exact: true }).click()
      const letters = page.getByRole('listbox', { name: 'Messages' })
      await letters.getByRole('option').first().click()
      await page.getByText('It is no event as the contract has it.').waitFor()
      await page.getByRole('button', { name: 'Send back…' }).click()
      const value = page.getByRole('dialog').getByRole('textbox', { name: 'Value' })
      const text = await value.inputValue()
      expect(text).toContain(String(id))
      await lookAt(running(), 'dead-letter-refused')
      await value.fill(text.replace(/"event_ts": ?"[^"]*"/, `"event_ts":"${new Date().toISOString()}"`))
      await page.getByText(`The enricher takes it as event ${id}.`).waitFor()
      await lookAt(running(), 'dead-letter-good')
      await page.getByRole('button', { name: 'Send back', exact: true }).click()
      await page.getByText(`Sent back as event ${id}.`).waitFor()
      await page.getByRole('button', { name: 'Close' }).last().click()
      await waitFor(`event ${id} in ClickHouse`, async () => (await clickhouseIds(stores)).includes(id))
    } finally {
      await stores.close()
    }
  })
}
