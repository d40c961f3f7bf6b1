import { join } from 'node:path'
import { exists } from '../exists.mjs'
import { field, readJson } from '../json.mjs'
import { reasonOf, run } from '../run.mjs'
import { explainFileError, SetUpError } from '../setUpError.mjs'

/**
 * Installs exactly what package-lock.json says, without running any package's install script.
 * @param {string} project
 * @returns {Promise<import('../progress.mjs').StepResult>}
 */
export async function bringNpmPackages(project) {
  if (await npmPackagesMatch(project)) return { did: false }
  const result = await run(npmCommand(), ['ci', '--ignore-scripts', '--no-progress', '--loglevel=error'], {
    cwd: project,
    env: { ...process.env, NODE_ENV: 'development' },
  })
  if (result.code !== 0) {
    if (/ENOSPC/.test(result.output)) throw new SetUpError('disk-full', { path: project })
    if (/EACCES|EPERM|EROFS/.test(result.output)) throw new SetUpError('no-permission', { path: project })
    throw new SetUpError('npm-failed', { reason: reasonOf(result) })
  }
  return { did: true }
}

/** Windows starts no .cmd without a shell, so name it in full. */
export function npmCommand() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm'
}

/**
 * Compares what npm last finished (its own node_modules/.package-lock.json, written at the end) with the lock file.
 * Packages for other platforms may be absent.
 * @param {string} project
 */
export async function npmPackagesMatch(project) {
  const installedPath = join(project, 'node_modules', '.package-lock.json')
  try {
    if (!(await exists(installedPath))) return false
  } catch (error) {
    throw explainFileError(error, installedPath)
  }
  const [wanted, installed] = await Promise.all([readJson(join(project, 'package-lock.json')), readJson(installedPath)])
  return packagesMatch(wanted, installed)
}

/**
 * @param {unknown} wanted a lock file's value
 * @param {unknown} installed a hidden lock file's value
 */
export function packagesMatch(wanted, installed) {
  const have = new Map(entriesOf(installed))
  for (const [path, entry] of entriesOf(wanted)) {
    if (path === '') continue
    const found = have.get(path)
    have.delete(path)
    if (found === undefined) {
      if (field(entry, 'optional') !== true) return false
    } else if (
      field(found, 'version') !== field(entry, 'version') ||
      field(found, 'integrity') !== field(entry, 'integrity')
    ) {
      return false
    }
  }
  // What is left is installed but no longer asked for.
  return have.size === 0
}

/**
 * @param {unknown} lock
 * @returns {[string, unknown][]}
 */
function entriesOf(lock) {
  const packages = field(lock, 'packages')
  return typeof packages === 'object' && packages !== null ? Object.entries(packages) : []
}
