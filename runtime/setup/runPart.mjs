import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { projectFolder } from './paths.mjs'
import { errorCode } from './setUpError.mjs'

/** How long a part may take to clean up after it was told to end. */
const endLimitMs = 20_000

/**
 * Runs one part of the tests on this terminal. It leads a process group, so that its end takes all it has started with
 * it: a test runner that hangs must not leave a display or a browser behind.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ limitMs: number, env: NodeJS.ProcessEnv, beforeExit?: () => Promise<void> }} options beforeExit: done when a signal ends it all
 * @returns {Promise<number>} exit code, 128 + the signal's number where one ended it
 */
export async function runPart(command, args, { limitMs, env, beforeExit }) {
  const child = spawn(command, args, {
    cwd: projectFolder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  })
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal])
    })
  })
  /** @type {NodeJS.Timeout | undefined} */
  let killTimer
  const stopWith = (/** @type {NodeJS.Signals} */ signal) => {
    signalGroup(child, signal)
    killTimer ??= setTimeout(() => {
      signalGroup(child, 'SIGKILL')
    }, endLimitMs)
  }
  const timer = setTimeout(() => {
    console.error(`Stopped after ${limitMs / 60_000} minutes.`)
    stopWith('SIGTERM')
  }, limitMs)
  /** @type {NodeJS.Signals | undefined} */
  let interruptedBy
  const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
    if (interruptedBy !== undefined) return
    interruptedBy = signal
    stopWith(signal)
  }
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, interrupt)
  try {
    return await ended
  } finally {
    clearTimeout(timer)
    if (killTimer !== undefined) {
      clearTimeout(killTimer)
      // Told to end: whoever of the group outlived its leader goes too.
      signalGroup(child, 'SIGKILL')
    }
    if (interruptedBy !== undefined) {
      await beforeExit?.()
      process.exit(128 + constants.signals[interruptedBy])
    }
    for (const signal of signals) process.off(signal, interrupt)
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch (error) {
    // The group is gone already.
    if (errorCode(error) !== 'ESRCH') throw error
  }
}
