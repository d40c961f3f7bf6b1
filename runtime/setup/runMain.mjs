import { constants } from 'node:os'
import { killChildren } from './children.mjs'
import { say } from './messages.mjs'
import { SetUpError, errorText } from './setUpError.mjs'

/**
 * Runs a command of this folder to its exit code: a failure that a person can act on is one sentence, anything else
 * shows where it comes from.
 * @param {() => Promise<number>} command resolves with the exit code
 */
export async function runMain(command) {
  try {
    process.exitCode = await command()
  } catch (error) {
    process.exitCode = 1
    if (error instanceof SetUpError) console.error(error.message)
    else {
      console.error(say('unexpected', { reason: errorText(error) }))
      console.error(error)
    }
  }
}

/** @type {readonly NodeJS.Signals[]} */
const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs work that Ctrl-C ends in order: its signal aborts, it cleans up and rejects with the signal's reason, and then this process exits.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function endInOrder(work) {
  const interruption = new AbortController()
  /** @type {NodeJS.Signals | undefined} */
  let interruptedBy
  const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
    if (interruptedBy !== undefined) return
    interruptedBy = signal
    killChildren()
    interruption.abort(new SetUpError('interrupted'))
  }
  for (const signal of endSignals) process.on(signal, interrupt)
  try {
    return await work(interruption.signal)
  } catch (error) {
    if (interruptedBy === undefined || error !== interruption.signal.reason) throw error
    console.error(`\n${say('interrupted')}`)
    return process.exit(128 + constants.signals[interruptedBy])
  } finally {
    for (const signal of endSignals) process.off(signal, interrupt)
  }
}

/**
 * Runs work that Ctrl-C ends at once, together with the programs it has started.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function interruptible(work) {
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    killChildren()
    console.error(`\n${say('interrupted')}`)
    process.exit(128 + constants.signals[signal])
  }
  for (const signal of endSignals) process.on(signal, stop)
  try {
    return await work()
  } finally {
    for (const signal of endSignals) process.off(signal, stop)
  }
}
