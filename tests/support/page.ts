/** What tests do with the window beside clicking and typing. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import type { SettingsPatch } from '../../contract/settings'

/** Changes settings as the window itself would. @returns the answer of the main process */
export function changeSettings(page: Page, patch: SettingsPatch): Promise<unknown> {
  return page.evaluate(async (wanted) => {
    const bridge: unknown = Reflect.get(window, 'marsad')
    const command: unknown = typeof bridge === 'object' && bridge !== null ? Reflect.get(bridge, 'command') : undefined
    if (typeof command !== 'function') throw new Error('no bridge')
    const answer: unknown = await Reflect.apply(command, bridge, ['settings.change', wanted])
    return answer
  }, patch)
}

/** Changes language and theme, and waits until both show. */
export async function changeLook(page: Page, language: 'ar' | 'en', theme: 'dark' | 'light'): Promise<void> {
  await changeSettings(page, { language, theme })
  await page.locator(`html[dir=${language === 'ar' ? 'rtl' : 'ltr'}][data-theme=${theme}]`).waitFor()
}

/** Goes to a screen by its number key and waits until it is the current one. */
export async function goTo(page: Page, key: number): Promise<void> {
  await page.keyboard.press(String(key))
  await page.locator(`nav [aria-current=page][aria-keyshortcuts="${key}"]`).waitFor()
}

/** What axe has against the page, a line each. */
export async function axeFindings(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return found.violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
}

/** Keeps a picture of the window where MARSAD_PICTURES names a folder for them. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const pictures = process.env['MARSAD_PICTURES']
  if (pictures === undefined) return
  await mkdir(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}
