import { say } from './messages.mjs'

/** A failure that a person can act on: its message is one clear sentence with what to do, in the terminal's language. */
export class SetUpError extends Error {
  /**
   * @param {import('./messages.mjs').MessageKey} key
   * @param {Readonly<Record<string, string | number>>} [values]
   * @param {unknown} [cause] kept for the log, never shown instead of the sentence
   */
  constructor(key, values = {}, cause) {
    super(say(key, values), { cause })
    this.name = 'SetUpError'
    this.key = key
  }
}

/**
 * Turns what the file system reports into a sentence; anything else is returned as it is.
 * @param {unknown} error
 * @param {string} path what was being written
 * @returns {unknown}
 */
export function explainFileError(error, path) {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new SetUpError('disk-full', { path }, error)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new SetUpError('no-permission', { path }, error)
    default:
      return error
  }
}

/**
 * The system's code of an error (`ENOENT`, …), undefined where it has none.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export function errorText(error) {
  return error instanceof Error ? error.message : String(error)
}
