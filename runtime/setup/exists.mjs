import { stat } from 'node:fs/promises'
import { errorCode } from './setUpError.mjs'

/**
 * Whether a path leads to something; a path that may not be looked at throws, since nobody could use it.
 * @param {string} path
 */
export async function exists(path) {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return false
    throw error
  }
}
