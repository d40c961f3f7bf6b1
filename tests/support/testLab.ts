/** The fault lab as a person presses it: a fault stands, is named, healed, and what it cost is told. On the running stack of testWindow.ts. */
import { expect, test } from 'vitest'
import { lookAt, type RunningWindow } from './testRepair'

/** A worker's process: its signals are ours to send whatever runs the services. */
const title = 'Pause: enricher'

/** @param running asked in each test */
export function testLab(running: () => RunningWindow): void {
  test(
    'a fault is put in, named by the doctor, healed, and nothing is lost or doubled',
    { timeout: 180_000 },
    async () => {
      const { page } = running().app
      await page.keyboard.press('8')
      const inject = page.getByRole('button', { name: `Inject: ${title}` })
      await inject.click()
      const asked = page.getByRole('alertdialog', { name: title })
      await asked.getByText('SIGSTOP').waitFor()
      await lookAt(running(), 'lab-asked')
      await asked.getByRole('button', { name: 'Inject', exact: true }).click()
      const active = page.getByRole('region', { name: 'At work now' })
      await active.getByText('It stands').waitFor()
      expect(await active.innerText()).toContain(title)
      // One at a time.
      expect(await inject.isDisabled()).toBe(true)
      await active.getByText(/The doctor named it after \d/).waitFor({ timeout: 60_000 })
      expect(await active.innerText()).toContain('worker_silent/enricher')
      expect(await active.innerText()).toMatch(/Healed by itself in \d/)
      await lookAt(running(), 'lab-stands')
      await active.getByRole('button', { name: 'Heal' }).click()
      const outcome = page.getByRole('region', { name: 'What came of it' }).getByRole('listitem').first()
      await outcome.getByText(/[1-9]\d* events compared: 0 lost, 0 doubled\./).waitFor({ timeout: 90_000 })
      await outcome.getByRole('img', { name: 'Nothing lost' }).waitFor()
      const words = await outcome.innerText()
      expect(words).toContain(title)
      expect(words).toMatch(/The doctor named it after \d/)
      expect(words).toMatch(/Well again .+ after healing\./)
      await active.waitFor({ state: 'detached' })
      expect(await inject.isEnabled()).toBe(true)
      await lookAt(running(), 'lab-outcome')
    },
  )
}
