import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { say } from './messages.mjs'
import { readTextIfThere } from './readText.mjs'
import { SetUpError } from './setUpError.mjs'
import { which } from './which.mjs'

/** A Docker engine for tests. @typedef {{ address: string, stop: () => Promise<void> }} Engine */

const usualAddress = 'unix:///var/run/docker.sock'
/** dockerd answers after 1 to 2 s; a busy machine takes longer. */
const startLimitMs = 60_000
/** It stops its containers first, 10 s each at most. */
const stopLimitMs = 30_000

/**
 * The engine that answers at DOCKER_HOST or the usual socket; else one of our own.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Engine>}
 * @throws {SetUpError} docker.absent with the reason
 */
export async function engineForTests(env) {
  const address = env['DOCKER_HOST'] ?? usualAddress
  if (await answers(address)) return { address, stop: () => Promise.resolve() }
  const absent = (/** @type {string} */ reason) => new SetUpError('docker.absent', { address, reason })
  if (process.platform !== 'linux') throw absent(say('docker.not-linux'))
  if (process.getuid?.() !== 0) throw absent(say('docker.not-root'))
  const dockerd = await which('dockerd')
  if (dockerd === undefined) throw absent(say('docker.not-installed'))
  console.log(say('docker.own-engine', { address }))
  return startEngine(dockerd, (lines) => absent(say('docker.not-up', { lines })))
}

/**
 * A dockerd with all of its own in one folder. It has no bridge of its own and leaves the machine's packet filter alone, so
 * nothing of it remains: published ports on the loopback go through its proxy.
 * @param {string} dockerd
 * @param {(lines: string) => Error} failure
 * @returns {Promise<Engine>}
 */
async function startEngine(dockerd, failure) {
  // Short: a socket's path has at most 108 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'marsad-docker-'))
  const address = `unix://${folder}/docker.sock`
  const logPath = join(folder, 'dockerd.log')
  // Else the machine's own settings would count as well, and may contradict these.
  await writeFile(join(folder, 'dockerd.json'), '{}')
  const log = openSync(logPath, 'a')
  const child = spawn(
    dockerd,
    [
      ...['--host', address, '--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
      ...['--pidfile', join(folder, 'dockerd.pid'), '--config-file', join(folder, 'dockerd.json')],
      ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-masq=false'],
    ],
    // In a group of its own: Ctrl-C is for the tests, which the engine must outlive.
    { stdio: ['ignore', log, log], detached: true },
  )
  closeSync(log)
  const exited = once(child, 'exit')
  // Whoever ends this process early (Ctrl-C) still ends the engine, which stops its containers by itself.
  const endWithUs = () => child.kill('SIGTERM')
  process.once('exit', endWithUs)
  const stop = async () => {
    process.off('exit', endWithUs)
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
      await exited
      clearTimeout(late)
    }
    await rm(folder, { recursive: true, force: true })
  }
  const end = Date.now() + startLimitMs
  while (!(await answers(address))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > end) {
      const lines = ((await readTextIfThere(logPath)) ?? '').trim().split('\n').slice(-5).join('\n')
      await stop()
      throw failure(lines)
    }
    await delay(100)
  }
  return { address, stop }
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
  return new Promise((resolve) => {
    const ask = request({ ...where, path: '/_ping', timeout: 3_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    ask.on('timeout', () => ask.destroy())
    ask.on('error', () => resolve(false))
    ask.end()
  })
}
