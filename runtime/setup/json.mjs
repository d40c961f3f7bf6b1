import { readFile } from 'node:fs/promises'

/**
 * @param {string} text
 * @returns {unknown}
 */
export function parseJson(text) {
  /** @type {unknown} */
  const value = JSON.parse(text)
  return value
}

/**
 * @param {string} path
 * @returns {Promise<unknown>}
 */
export async function readJson(path) {
  return parseJson(await readFile(path, 'utf8'))
}

/**
 * One field of a value that came from outside; undefined where the value is no object or lacks it.
 * @param {unknown} value
 * @param {string} name
 * @returns {unknown}
 */
export function field(value, name) {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}

/**
 * A text field of a file of this project: its absence is a mistake of ours, so it throws.
 * @param {unknown} value
 * @param {string[]} path
 * @returns {string}
 */
export function textAt(value, ...path) {
  const found = path.reduce((/** @type {unknown} */ inner, name) => field(inner, name), value)
  if (typeof found !== 'string') throw new Error(`No text at ${path.join('.')}`)
  return found
}

/**
 * @param {unknown} value
 * @param {string[]} path
 * @returns {string[]}
 */
export function textsAt(value, ...path) {
  const found = path.reduce((/** @type {unknown} */ inner, name) => field(inner, name), value)
  if (!Array.isArray(found) || !found.every((item) => typeof item === 'string')) {
    throw new Error(`No list of texts at ${path.join('.')}`)
  }
  return found
}

/**
 * A map of file names to checksums in a file of this project.
 * @param {unknown} value
 * @param {string[]} path
 * @returns {Record<string, string>}
 */
export function sumsAt(value, ...path) {
  const found = path.reduce((/** @type {unknown} */ inner, name) => field(inner, name), value)
  if (typeof found !== 'object' || found === null) throw new Error(`No checksums at ${path.join('.')}`)
  return Object.fromEntries(Object.keys(found).map((name) => [name, textAt(found, name)]))
}
