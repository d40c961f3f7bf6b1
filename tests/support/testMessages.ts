/** Messages that no program of this pipeline writes, in a real topic: the window shows each and stays alive. On the running stack of testWindow.ts. */
import { expect, test } from 'vitest'
import { topics, type DeadLetter } from '../../contract/pipeline'
import { goTo } from './page'
import { openStoresAt } from './pipeline'
import type { RunningWindow } from './testRepair'

const levels = 100_000
const letter: DeadLetter = {
  topic: topics.events,
  partition: 0,
  offset: '0',
  reason: 'not_json',
  detail: 'x',
  key_base64: null,
  value_base64: Buffer.from('{"a":1}').toString('base64'),
  failed_ms: 0,
}

/** Key, value, and what the panel shows of it. */
const messages: readonly { readonly key: string; readonly value: string | Buffer; readonly shows: string }[] = [
  { key: 'deep-arrays', value: '['.repeat(levels) + ']'.repeat(levels), shows: 'nested too deeply' },
  { key: 'deep-objects', value: '{"a":'.repeat(levels) + '1' + '}'.repeat(levels), shows: 'nested too deeply' },
  { key: 'deep-and-cut', value: '['.repeat(levels), shows: 'not JSON' },
  {
    key: 'deep-letter',
    value: JSON.stringify({ ...letter, detail: 0 }).replace('0', '['.repeat(levels) + ']'.repeat(levels)),
    shows: 'nested too deeply',
  },
  { key: 'long-text', value: JSON.stringify({ text: 'x\\"'.repeat(200_000) }), shows: 'The first 100,000 of' },
  { key: 'many-values', value: `[${'1,'.repeat(200_000)}1]`, shows: 'The first 100,000 of' },
  {
    key: 'prototype',
    value: '{"__proto__":{"toString":1},"constructor":2,"hasOwnProperty":3}',
    shows: '"__proto__": {',
  },
  { key: 'no-utf8', value: Buffer.from([0x7b, 0xff, 0xfe, 0x80, 0x00, 0x7d]), shows: '\\u0000' },
  {
    key: 'turned',
    value: '{"name":"admin\u202Egnp.exe\u202C \u2067x\u2069"}',
    shows: 'admin\\u202egnp.exe\\u202c \\u2067x\\u2069',
  },
]

/** @param running asked in each test */
export function testMessages(running: () => RunningWindow): void {
  test('messages of any kind are shown, and the window stays alive', { timeout: 120_000 }, async () => {
    const { app, endpoints } = running()
    const { page } = app
    const stores = openStoresAt(await endpoints())
    const producer = stores.kafka.producer()
    try {
      await producer.connect()
      await page.keyboard.press('3')
      await page.getByRole('button', { name: topics.deadLetters, exact: true }).click()
      for (const { key, value, shows } of messages) {
        await producer.send({ topic: topics.deadLetters, messages: [{ key, value }] })
        await page
          .getByRole('listbox', { name: 'Messages' })
          .getByRole('option')
          .filter({ hasText: key })
          .first()
          .click()
        const panel = page.locator('.message-panel').filter({ hasText: key })
        await panel.getByText(shows).first().waitFor()
        await panel.getByRole('button', { name: 'Close' }).click()
        await panel.waitFor({ state: 'detached' })
      }
      expect(await page.getByRole('alert').count()).toBe(0)
      for (const key of [1, 4, 5, 7, 3]) await goTo(page, key)
    } finally {
      await producer.disconnect()
      await stores.close()
    }
  })

  test(
    'an error of one message stays in its frame beside the list, can be copied, and is gone after a retry',
    { timeout: 120_000 },
    async () => {
      const { app, endpoints } = running()
      const { page } = app
      const stores = openStoresAt(await endpoints())
      const producer = stores.kafka.producer()
      try {
        await producer.connect()
        await page.keyboard.press('3')
        await page.getByRole('button', { name: topics.deadLetters, exact: true }).click()
        await producer.send({
          topic: topics.deadLetters,
          messages: [{ key: 'failing', value: JSON.stringify(letter) }],
        })
        await page.evaluate(() => {
          const original = window.atob.bind(window)
          Reflect.set(window, 'repairAtob', () => Reflect.set(window, 'atob', original))
          Reflect.set(window, 'atob', () => {
            throw new Error('broken on purpose')
          })
        })
        const row = page
          .getByRole('listbox', { name: 'Messages' })
          .getByRole('option')
          .filter({ hasText: 'failing' })
          .first()
        await row.click()
        const failed = page.getByRole('alert')
        await failed.getByText('broken on purpose').waitFor()
        // All around it continues to work.
        await producer.send({ topic: topics.deadLetters, messages: [{ key: 'after-it', value: '{}' }] })
        await page.getByRole('option').filter({ hasText: 'after-it' }).first().waitFor()
        await failed.getByRole('button', { name: 'Copy details' }).focus()
        await page.keyboard.press('Enter')
        await failed.getByRole('button', { name: 'Copied' }).waitFor()
        const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
        expect(copied).toContain('broken on purpose')
        expect(copied).toContain('at ')
        await failed.getByRole('button', { name: 'Retry' }).click()
        await failed.getByText('broken on purpose').waitFor()
        await page.evaluate(() => {
          const repair: unknown = Reflect.get(window, 'repairAtob')
          if (typeof repair === 'function') Reflect.apply(repair, window, [])
        })
        await failed.getByRole('button', { name: 'Retry' }).click()
        await failed.waitFor({ state: 'detached' })
        await page.locator('.message-panel').filter({ hasText: 'failing' }).waitFor()
      } finally {
        await producer.disconnect()
        await stores.close()
      }
    },
  )
}
