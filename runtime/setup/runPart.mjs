import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import { projectFolder } from './paths.mjs'
import { errorCode } from './setUpError.mjs'

/** How long a part may take to clean up after it was told to end. */
const endLimitMs = 20_000

/**
 * How a part runs among others. `signal`: ends it; `label`: begins each of its lines, where other parts run beside it.
 * @typedef {{ signal: AbortSignal, label?: string }} Among
 */

/**
 * Runs one part of the tests on this terminal. It leads a process group, so that its end takes all it has started with
 * it: a test runner that hangs must not leave a display or a browser behind.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ limitMs: number, env: NodeJS.ProcessEnv, among: Among }} options
 * @returns {Promise<number>} exit code, 128 + the signal's number where one ended it; rejects with the signal's reason when it aborts
 */
export async function runPart(command, args, { limitMs, env, among: { signal, label } }) {
  signal.throwIfAborted()
  const child = spawn(command, args, {
    cwd: projectFolder,
    env: label !== undefined && process.stdout.isTTY ? { FORCE_COLOR: '1', ...env } : env,
    stdio: label === undefined ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  for (const [from, to] of /** @type {const} */ ([
    [child.stdout, console.log],
    [child.stderr, console.error],
  ])) {
    if (from === null) continue
    createInterface({ input: from }).on('line', (line) => {
      to(`${label} │ ${line}`)
    })
  }
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, endedBy) => {
      resolve(endedBy === null ? (code ?? 1) : 128 + constants.signals[endedBy])
    })
  })
  /** @type {NodeJS.Timeout | undefined} */
  let killTimer
  const stop = () => {
    signalGroup(child, 'SIGTERM')
    killTimer ??= setTimeout(() => {
      signalGroup(child, 'SIGKILL')
    }, endLimitMs)
  }
  const timer = setTimeout(() => {
    console.error(`Stopped after ${limitMs / 60_000} minutes.`)
    stop()
  }, limitMs)
  signal.addEventListener('abort', stop)
  try {
    const code = await ended
    signal.throwIfAborted()
    return code
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(timer)
    if (killTimer !== undefined) {
      clearTimeout(killTimer)
      // Told to end: whoever of the group outlived its leader goes too.
      signalGroup(child, 'SIGKILL')
    }
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
