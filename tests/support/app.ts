/** The real Electron app, driven through Playwright. */
import { readFile } from 'node:fs/promises'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { runtimeManifestSchema } from '../../contract/runtime'
import { projectRoot } from './cli'

export interface App {
  electron: ElectronApplication
  page: Page
  close(): Promise<void>
}

/** Opens the console on a data folder and resolves with its first window. */
export async function openApp(dataDir: string, env: Record<string, string> = {}): Promise<App> {
  const manifestPath = process.env['MARSAD_RUNTIME_MANIFEST']
  if (manifestPath === undefined) throw new Error('MARSAD_RUNTIME_MANIFEST is set by npm test')
  const manifest = runtimeManifestSchema.parse(JSON.parse(await readFile(manifestPath, 'utf8')))
  if (manifest.electron === null) throw new Error('set-up brought no Electron runtime')
  const root = process.getuid?.() === 0
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const electron = await _electron.launch({
    executablePath: manifest.electron.executable,
    args: [...(root ? ['--no-sandbox'] : []), '--disable-gpu', projectRoot, '--data', dataDir],
    env: { ...inherited, MARSAD_RUNTIME_MANIFEST: manifestPath, MARSAD_NODE: process.execPath, ...env },
    timeout: 60_000,
  })
  const page = await electron.firstWindow({ timeout: 60_000 })
  await page.waitForLoadState('domcontentloaded')
  return { electron, page, close: () => electron.close() }
}
