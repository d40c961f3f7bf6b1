import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { exists } from './exists.mjs'
import { field, parseJson } from './json.mjs'
import { say } from './messages.mjs'
import { runtimeFolder } from './paths.mjs'
import { readTextIfThere } from './readText.mjs'
import { errorCode, SetUpError } from './setUpError.mjs'
import { installLine } from './steps/systemNeeds.mjs'
import { missingDockerNeeds } from './steps/systemPackages.mjs'
import { which } from './which.mjs'

/** A Docker engine for tests. @typedef {{ address: string, stop: () => Promise<void> }} Engine */

const usualAddress = 'unix:///var/run/docker.sock'
/** dockerd answers after 1 to 2 s; a busy machine takes longer. */
const startLimitMs = 60_000
/** Before one that has ended is started again. */
const restartMs = 1_000
/** It stops its containers first, 10 s each at most. */
const stopLimitMs = 30_000
/** Runs side by side have an engine each; every one keeps its images. */
const mostEngines = 4
/** What `flock` is told to end with where another run has the folder. */
const takenCode = 75

/**
 * The address of an engine that answers: DOCKER_HOST, or the usual socket.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ address: string, isThere: boolean }>}
 */
export async function findEngine(env) {
  const address = env['DOCKER_HOST'] ?? usualAddress
  return { address, isThere: await answers(address) }
}

/**
 * Why the tests on an engine cannot run here whatever is installed: their images are made from a Debian root, which takes root.
 * @returns {Promise<string | undefined>} undefined where they can
 */
export async function whyNoDockerTests() {
  if (process.platform !== 'linux') return say('docker.not-linux')
  if (process.getuid?.() !== 0) return say('docker.not-root')
  if ((await which('apt-get')) === undefined) return say('docker.not-debian')
  // Their packages bring services that the system would start at once: that is for its owner to want.
  const startsServices = (await exists('/run/systemd/system')) && (process.env['CI'] ?? '') === ''
  const missing = startsServices ? await missingDockerNeeds() : []
  if (missing.length === 0) return undefined
  return say('docker.not-installed', {
    line: installLine(
      'apt',
      missing.map(({ debian }) => debian[0] ?? ''),
    ),
  })
}

/**
 * A dockerd with all of its own. What it holds lies in the runtime folder, so that the next run finds the images; containers,
 * networks and volumes are swept away at both ends. It has no bridge of its own and leaves the machine's packet filter alone:
 * published ports on the loopback go through its proxy.
 * @param {string} instead the address that does not answer, for the words of a failure
 * @param {AbortSignal} signal
 * @returns {Promise<Engine>}
 * @throws {SetUpError} docker.not-up, docker.all-taken
 */
export async function startOwnEngine(instead, signal) {
  console.log(say('docker.own-engine', { address: instead }))
  for (let number = 1; number <= mostEngines; number += 1) {
    const data = join(runtimeFolder(), 'docker-tests', `engine-${number}`)
    const engine = await tryToStart(data, signal)
    if (engine !== 'taken') return engine
  }
  throw new SetUpError('docker.all-taken', { most: mostEngines })
}

/**
 * @param {string} data
 * @param {AbortSignal} signal
 * @returns {Promise<Engine | 'taken'>}
 */
async function tryToStart(data, signal) {
  await mkdir(data, { recursive: true })
  // Short: a socket's path has at most 108 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'marsad-docker-'))
  const socketPath = join(folder, 'docker.sock')
  const logPath = join(folder, 'dockerd.log')
  // Else the machine's own settings would count as well, and may contradict these.
  await writeFile(join(folder, 'dockerd.json'), '{}')
  let isEnding = false
  /** @param {readonly string[]} lock what takes the data for us alone, before the engine */
  const launch = (lock) => {
    const log = openSync(logPath, 'a')
    const launched = spawn(
      'setpriv',
      [
        // Killed with -9 we end nothing any more: the kernel then tells the engine, which stops its containers by itself.
        ...['--pdeathsig', 'TERM', ...lock],
        // Its mounts are its own: none is left on the machine, however it ends.
        ...['unshare', '--mount', 'dockerd'],
        ...['--host', `unix://${socketPath}`, '--data-root', join(data, 'data'), '--exec-root', join(folder, 'exec')],
        ...['--pidfile', join(folder, 'dockerd.pid'), '--config-file', join(folder, 'dockerd.json')],
        ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-masq=false'],
        // Else a registry that is gone is asked for most of a minute.
        '--max-download-attempts=2',
      ],
      // In a group of its own: Ctrl-C is for the tests, which the engine must outlive.
      { stdio: ['ignore', log, log], detached: true },
    )
    closeSync(log)
    return launched
  }
  const lock = ['flock', '--nonblock', '--conflict-exit-code', String(takenCode), '--no-fork', join(data, '.lock')]
  let child = launch(lock)
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const end = async () => {
    isEnding = true
    if (!hasEnded()) {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
      await exited
      clearTimeout(late)
    }
    await rm(folder, { recursive: true, force: true })
  }
  const limit = Date.now() + startLimitMs
  while (!(await answers(`unix://${socketPath}`))) {
    if (hasEnded() || Date.now() > limit || signal.aborted) {
      const lines = ((await readTextIfThere(logPath)) ?? '').trim().split('\n').slice(-5).join('\n')
      await end()
      signal.throwIfAborted()
      if (child.exitCode === takenCode) return 'taken'
      throw new SetUpError('docker.not-up', { lines })
    }
    await delay(100)
  }
  // As a system's service manager does: one test kills it. What its containers run on holds the lock meanwhile.
  const keepUp = () => {
    setTimeout(() => {
      if (isEnding) return
      child = launch([])
      child.once('exit', keepUp)
    }, restartMs).unref()
  }
  child.once('exit', keepUp)
  const stop = async () => {
    isEnding = true
    try {
      if (!hasEnded()) await sweep(socketPath)
    } finally {
      await end()
    }
  }
  try {
    await sweep(socketPath)
    // Its data is ours now, so whoever had it before is gone: what a killed run left in the temporary folder is nobody's.
    const note = join(data, 'temporary-folder')
    const left = await readTextIfThere(note)
    if (left !== undefined) await removeFolder(left)
    await writeFile(note, folder)
  } catch (error) {
    await end()
    throw error
  }
  return { address: `unix://${socketPath}`, stop }
}

/**
 * Removes an engine's temporary folder, and ends what an engine that was itself ended in the middle of making a container has
 * left running in it.
 * @param {string} folder
 */
async function removeFolder(folder) {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readTextIfThere(`/proc/${pid}/cmdline`)
    if (command?.includes('containerd-shim') === true && command.includes(`${folder}/`)) kill(Number(pid))
  }
  await rm(folder, { recursive: true, force: true })
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

/**
 * Removes every container, network and volume of an engine that is all ours.
 * @param {string} socketPath
 */
async function sweep(socketPath) {
  const remove = async (/** @type {string} */ list, /** @type {(entry: unknown) => string | undefined} */ pathOf) => {
    const answer = await ask({ socketPath }, 'GET', list)
    const found = parseJson(answer.body)
    const entries = list === '/volumes' ? field(found, 'Volumes') : found
    for (const entry of Array.isArray(entries) ? entries : []) {
      const path = pathOf(entry)
      if (path !== undefined) await ask({ socketPath }, 'DELETE', path)
    }
  }
  await remove('/containers/json?all=1', (entry) => `/containers/${String(field(entry, 'Id'))}?force=1&v=1`)
  await remove('/networks', (entry) => {
    const isBuiltIn = ['none', 'host', 'bridge'].includes(String(field(entry, 'Name')))
    return isBuiltIn ? undefined : `/networks/${String(field(entry, 'Id'))}`
  })
  await remove('/volumes', (entry) => `/volumes/${String(field(entry, 'Name'))}`)
}

/**
 * Whether an engine answers. What this cannot ask (ssh, TLS) is left to the tests.
 * @param {string} address
 * @returns {Promise<boolean>}
 */
async function answers(address) {
  const socketPath = /^unix:\/\/(.+)$/.exec(address)?.[1]
  const tcp = /^(?:tcp|http):\/\/([^/:]+):(\d+)/.exec(address)
  if (socketPath === undefined && tcp === null) return true
  const where = socketPath === undefined ? { host: tcp?.[1], port: tcp?.[2] } : { socketPath }
  return ask(where, 'GET', '/_ping', 3_000).then(
    ({ status }) => status === 200,
    () => false,
  )
}

/**
 * @param {import('node:http').RequestOptions} where
 * @param {string} method
 * @param {string} path
 * @param {number} [limitMs]
 * @returns {Promise<{ status: number | undefined, body: string }>}
 */
function ask(where, method, path, limitMs = stopLimitMs) {
  return new Promise((resolve, reject) => {
    const asking = request({ ...where, method, path, timeout: limitMs }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (/** @type {string} */ text) => (body += text))
      answer.once('error', reject)
      answer.once('end', () => {
        resolve({ status: answer.statusCode, body })
      })
    })
    asking.on('timeout', () => asking.destroy(new Error(`no answer to ${method} ${path}`)))
    asking.once('error', reject)
    asking.end()
  })
}
