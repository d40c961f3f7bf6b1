import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { callerEnvironment } from './callerEnvironment.mjs'
import { runInForeground } from './foreground.mjs'
import { field } from './json.mjs'
import { readManifest } from './manifest.mjs'
import { say } from './messages.mjs'
import { projectFolder } from './paths.mjs'
import { sandboxBlock } from './sandboxBlock.mjs'
import { SetUpError } from './setUpError.mjs'
import { hardenedProgram } from './steps/hardenedElectron.mjs'
import { windowArguments } from './windowArguments.mjs'

/**
 * Runs the built CLI on this terminal.
 * @param {string} manifest
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 */
export function launchCli(manifest, args) {
  const endWithParent = pathToFileURL(join(projectFolder, 'runtime', 'setup', 'endWithParent.mjs')).href
  return runInForeground(
    process.execPath,
    ['--import', endWithParent, join(projectFolder, 'out', 'main', 'cli.js'), ...args],
    { cwd: process.cwd(), env: appEnvironment(manifest), endWithUs: true },
  )
}

/**
 * Opens the console.
 * @param {string} manifest
 * @param {readonly string[]} args the person's own arguments
 * @returns {Promise<number>} its exit code
 */
export async function launchWindow(manifest, args) {
  const electron = hardenedProgram(await electronOf(manifest))
  const { passed, ignored } = windowArguments(args)
  if (ignored.length > 0) console.error(say('note.arguments-ignored', { args: ignored.join(' ') }))
  return runInForeground(electron, [...(await sandboxFlags(electron)), projectFolder, ...passed], {
    cwd: process.cwd(),
    env: appEnvironment(manifest),
  })
}

/**
 * @param {string} manifest
 * @returns {Promise<string>} Electron's program as it was brought, with its inspector open
 */
export async function electronOf(manifest) {
  const executable = field(field(await readManifest(manifest), 'electron'), 'executable')
  if (typeof executable !== 'string') throw new SetUpError('electron-failed', { reason: manifest })
  return executable
}

/**
 * What the app sees: of the caller's environment only what it needs, and what it must know of its set-up.
 * @param {string} manifest
 * @returns {NodeJS.ProcessEnv}
 */
export function appEnvironment(manifest) {
  return { ...callerEnvironment(process.env), MARSAD_RUNTIME_MANIFEST: manifest, MARSAD_NODE: process.execPath }
}

/**
 * Flags that Chromium's sandbox needs here. For root there is no sandbox, and that is said. Where the system lets no ordinary user make
 * namespaces the start is refused with what an administrator can do; the sandbox is never given up silently.
 * @param {string} electron
 * @returns {Promise<string[]>}
 */
export async function sandboxFlags(electron) {
  if (process.platform !== 'linux') return []
  if (process.getuid?.() === 0) {
    console.error(say('note.no-sandbox'))
    return ['--no-sandbox']
  }
  const blocked = await sandboxBlock(electron)
  if (blocked !== undefined) throw new SetUpError(blocked.key, blocked.values)
  return []
}
