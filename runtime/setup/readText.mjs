import { readFile } from 'node:fs/promises'
import { errorCode } from './setUpError.mjs'

/**
 * A file's text, or undefined where there is no such file (or, below /proc, no such process any more).
 * @param {string} path
 * @returns {Promise<string | undefined>}
 */
export async function readTextIfThere(path) {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESRCH') return undefined
    throw error
  }
}
