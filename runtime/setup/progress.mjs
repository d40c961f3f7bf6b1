import { stat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from './setUpError.mjs'
import { say } from './messages.mjs'

/**
 * What one step of the set-up found or did, for its line.
 * @typedef {{ did: boolean, detail?: string, bytes?: number }} StepResult
 */

/**
 * What a step may say while it works.
 * @typedef {{ bytes: (count: number) => void, say: (text: string) => void }} StepVoice
 */

/**
 * Prints one line a step on standard error: standard output belongs to the command that follows.
 * @typedef {{ step: <T extends StepResult>(name: import('./messages.mjs').MessageKey, work: (voice: StepVoice) => Promise<T>) => Promise<T>, note: (text: string) => void }} Progress
 */

/** Shorter work needs no line of its own while it runs. */
const quietMs = 400

/**
 * @param {{ quiet: boolean, out?: NodeJS.WriteStream }} options quiet: say nothing of what is already there
 * @returns {Progress}
 */
export function createProgress({ quiet, out = process.stderr }) {
  const isTerminal = out.isTTY
  const erase = isTerminal ? '\r\u001b[2K' : ''

  return {
    note: (text) => void out.write(`${erase}${text}\n`),
    step: async (name, work) => {
      const startedAt = performance.now()
      const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1)
      let bytes = 0
      let saying = ''
      const showWorking = () => {
        const size = bytes === 0 ? '' : ` ${formatBytes(bytes)}`
        const what = saying === '' ? say('state.working') : saying
        out.write(`${erase}… ${say(name)}: ${what}${size}${isTerminal ? ` ${seconds()} s` : '\n'}`)
      }
      // A terminal sees it move; a log file gets one line at the start and one every ten seconds.
      let timer = setTimeout(function show() {
        showWorking()
        timer = setTimeout(show, isTerminal ? 250 : 10_000)
      }, quietMs)
      try {
        const result = await work({
          bytes: (count) => void (bytes = count),
          say: (text) => void (saying = text),
        })
        if (result.did || !quiet) {
          const detail = result.detail === undefined ? '' : ` ${result.detail}`
          const size = result.bytes === undefined ? '' : `, ${formatBytes(result.bytes)}`
          const state = result.did ? `${say('state.done')}${size}, ${seconds()} s` : say('state.present')
          out.write(`${erase}${result.did ? '✓' : '·'} ${say(name)}${detail}: ${state}\n`)
        } else if (isTerminal) out.write(erase)
        return result
      } catch (error) {
        out.write(`${erase}✗ ${say(name)}: ${say('state.failed')}, ${seconds()} s\n`)
        throw error
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

/** @param {number} bytes */
export function formatBytes(bytes) {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(0)} MB`
}

/**
 * Bytes of all files below a folder; 0 where there is none. Files that vanish meanwhile are not counted.
 * @param {string} folder
 * @returns {Promise<number>}
 */
export async function folderBytes(folder) {
  let total = 0
  try {
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) total += await fileBytes(join(entry.parentPath, entry.name))
    }
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
  return total
}

/** @param {string} path */
async function fileBytes(path) {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0
    throw error
  }
}
