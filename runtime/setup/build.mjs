import { createHash } from 'node:crypto'
import { readdir, readFile, realpath, rm, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { exists } from './exists.mjs'
import { withLock } from './lock.mjs'
import { packageBin } from './packageBin.mjs'
import { projectFolder, runtimeFolder } from './paths.mjs'
import { placeFile } from './place.mjs'
import { createProgress } from './progress.mjs'
import { readTextIfThere } from './readText.mjs'
import { run } from './run.mjs'
import { cloneLock } from './setUp.mjs'
import { SetUpError } from './setUpError.mjs'

/** Everything that the built files come from. */
const sources = [
  'contract',
  'host',
  'files',
  'electron',
  'renderer',
  'workers',
  'cli',
  'sql',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'electron.vite.config.ts',
]

/**
 * Builds what runs, where the sources have changed since the last build.
 * @param {{ quiet?: boolean }} [options]
 * @throws {SetUpError} build-failed, after the build's own lines were shown
 */
export async function build({ quiet = false } = {}) {
  const progress = createProgress({ quiet })
  await withLock(cloneLock(runtimeFolder(), await realpath(projectFolder)), () =>
    progress.step('step.build', async () => {
      const wanted = await hashSources(projectFolder)
      const stamp = join(projectFolder, 'out', '.sources')
      if ((await readTextIfThere(stamp)) === wanted) return { did: false }
      // Gone first: a build that is cut short must not look like a finished one.
      await rm(stamp, { force: true })
      const built = await run(process.execPath, [await packageBin('electron-vite'), 'build'], {
        cwd: projectFolder,
        env: buildEnvironment(process.env),
      })
      if (built.code !== 0) {
        progress.note(built.output)
        throw /ENOSPC/.test(built.output)
          ? new SetUpError('disk-full', { path: join(projectFolder, 'out') })
          : new SetUpError('build-failed')
      }
      await placeFile(stamp, wanted)
      return { did: true }
    }),
  )
}

/**
 * The same files run in Node 20 (CLI, workers) and in whichever Electron set-up found, so they are built for the oldest.
 * @param {NodeJS.ProcessEnv} env
 */
export function buildEnvironment(env) {
  return { ...env, NODE_ENV: 'production', ELECTRON_MAJOR_VER: '33' }
}

/**
 * One hash of the content and place of all sources; tests are left out, since nothing of them is built.
 * @param {string} project
 * @returns {Promise<string>}
 */
export async function hashSources(project) {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const path of await filesBelow(join(project, source))) {
      hash.update(`${relative(project, path)}\0`)
      hash.update(await readFile(path))
      hash.update('\0')
    }
  }
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {Promise<string[]>} files in an order that no file system decides; empty where there is nothing
 */
async function filesBelow(path) {
  if (!(await exists(path))) return []
  if ((await stat(path)).isFile()) return [path]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.\w+$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
