/** What the doctor finds and mends, as a person sees and presses it. On the running stack of testWindow.ts. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { connectorName } from '../../contract/pipeline'
import { httpText } from '../../workers/clients/httpText'
import { lookAt, type RunningWindow } from './testRepair'
import { waitFor } from './waitFor'

/** Fails with what the screen says instead. */
async function untilNothingIsWrong(page: Page): Promise<void> {
  let shown = ''
  try {
    await waitFor('nothing to be found', async () => {
      shown = await page.getByRole('main').innerText()
      return shown.includes('Nothing is wrong')
    })
  } catch (cause) {
    throw new Error(`the screen of the doctor: ${shown}`, { cause })
  }
}

/** @param running asked in each test */
export function testDoctor(running: () => RunningWindow): void {
  test('a paused connector is named with its evidence, and a click resumes it', { timeout: 180_000 }, async () => {
    const { app, endpoints } = running()
    const { page } = app
    const { connect } = await endpoints()
    await page.keyboard.press('7')
    await untilNothingIsWrong(page)
    const paused = await httpText(connect, 'PUT', `/connectors/${connectorName}/pause`, AbortSignal.timeout(10_000))
    expect(paused.ok).toBe(true)
    const finding = page.getByRole('listitem').filter({ hasText: 'The connector is paused' })
    await finding.first().waitFor({ timeout: 60_000 })
    expect(await finding.first().innerText()).toContain('PAUSED')
    await lookAt(running(), 'doctor-paused')
    // Home tells the same, with the same fix; the map and the rail show it.
    await page.keyboard.press('1')
    await page.getByRole('button', { name: /^Doctor \d+ finding/ }).waitFor()
    await page
      .locator('.pipeline-map')
      .getByText(/^paused/)
      .waitFor()
    await page.getByRole('group', { name: 'What needs attention' }).getByText('The connector is paused').waitFor()
    await lookAt(running(), 'pipeline-finding')
    await page.getByRole('button', { name: /^Resume the connector/ }).click()
    await page.keyboard.press('7')
    const done = page.getByRole('region', { name: 'What was done' })
    await done.getByText('It helped.').first().waitFor({ timeout: 60_000 })
    await untilNothingIsWrong(page)
    await lookAt(running(), 'doctor-mended')
    // Taken back, the same is found again, and mended again.
    await done.getByRole('button', { name: 'Put the connector back to PAUSED.' }).first().click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('The doctor will find again').waitFor()
    await lookAt(running(), 'doctor-undo')
    await dialog.getByRole('button', { name: 'Undo' }).click()
    await done.getByText('It is as it was.').first().waitFor({ timeout: 60_000 })
    await finding.first().waitFor()
    await lookAt(running(), 'doctor-undone')
    await page
      .getByRole('button', { name: /^Resume the connector/ })
      .first()
      .click()
    await untilNothingIsWrong(page)
  })
}
