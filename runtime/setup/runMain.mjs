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
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, stop)
  try {
    return await work()
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}
