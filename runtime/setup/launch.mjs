import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInForeground } from './foreground.mjs'
import { field } from './json.mjs'
import { readManifest } from './manifest.mjs'
import { say } from './messages.mjs'
import { projectFolder } from './paths.mjs'
import { readTextIfThere } from './readText.mjs'
import { errorCode, SetUpError } from './setUpError.mjs'

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
 * @param {readonly string[]} args the app's own arguments
 * @returns {Promise<number>} its exit code
 */
export async function launchWindow(manifest, args) {
  const electron = await electronOf(manifest)
  return runInForeground(electron, [...(await sandboxFlags(electron)), projectFolder, ...args], {
    cwd: process.cwd(),
    env: appEnvironment(manifest),
  })
}

/**
 * @param {string} manifest
 * @returns {Promise<string>} Electron's program
 */
export async function electronOf(manifest) {
  const executable = field(field(await readManifest(manifest), 'electron'), 'executable')
  if (typeof executable !== 'string') throw new SetUpError('electron-failed', { reason: manifest })
  return executable
}

/**
 * What the app must know of its set-up; a shell's ELECTRON_RUN_AS_NODE would make a window a plain Node.
 * @param {string} manifest
 * @returns {NodeJS.ProcessEnv}
 */
export function appEnvironment(manifest) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  return { ...env, MARSAD_RUNTIME_MANIFEST: manifest, MARSAD_NODE: process.execPath }
}

/**
 * Flags that Chromium's sandbox needs here. For root there is no sandbox, and that is said. Where the system lets no
 * ordinary user make namespaces, the sandbox needs its helper owned by root: that is asked for, never given up silently.
 * @param {string} electron
 * @returns {Promise<string[]>}
 */
export async function sandboxFlags(electron) {
  if (process.platform !== 'linux') return []
  if (process.getuid?.() === 0) {
    console.error(say('note.no-sandbox'))
    return ['--no-sandbox']
  }
  const helper = join(dirname(electron), 'chrome-sandbox')
  if (!(await namespacesAllowed()) && !(await isRootHelper(helper))) {
    throw new SetUpError('sandbox-blocked', { line: `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'` })
  }
  return []
}

/** Debian's, Ubuntu's and the kernel's own switches for namespaces of ordinary users; a missing one forbids nothing. */
async function namespacesAllowed() {
  const read = async (/** @type {string} */ name) => (await readTextIfThere(`/proc/sys/${name}`))?.trim()
  return (
    (await read('kernel/unprivileged_userns_clone')) !== '0' &&
    (await read('kernel/apparmor_restrict_unprivileged_userns')) !== '1' &&
    (await read('user/max_user_namespaces')) !== '0'
  )
}

/** @param {string} helper */
async function isRootHelper(helper) {
  try {
    const { uid, mode } = await stat(helper)
    return uid === 0 && (mode & 0o4000) !== 0
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}
