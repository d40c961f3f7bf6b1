import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { track } from './children.mjs'

/**
 * Runs a program on this terminal and resolves with its exit code (128 + the signal's number where one ended it).
 *
 * A signal reaches the program once. Ctrl-C is sent by the terminal to the whole group, so to the program already (and
 * npm passes it on to us as a second one): it is only waited for. Without a terminal, and for every other signal, the
 * first is passed on.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env: NodeJS.ProcessEnv, cwd: string, endWithUs?: boolean }} options endWithUs: give it a channel whose end tells it that we are gone
 * @returns {Promise<number>}
 */
export async function runInForeground(command, args, { env, cwd, endWithUs = false }) {
  const child = spawn(command, args, {
    env,
    cwd,
    stdio: endWithUs ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
  })
  track(child)
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  /** @type {Set<NodeJS.Signals>} */
  const passed = new Set()
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    if (passed.has(signal) || (signal === 'SIGINT' && onTerminal)) return
    passed.add(signal)
    child.kill(signal)
  }
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, pass)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => {
        resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal])
      })
    })
  } finally {
    for (const signal of signals) process.off(signal, pass)
  }
}
