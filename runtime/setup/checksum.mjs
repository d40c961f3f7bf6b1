import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * @param {string} path
 * @returns {Promise<string>} the file's SHA-256 in hexadecimal
 */
export async function sha256Of(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}

/**
 * @param {string} folder
 * @returns {Promise<Record<string, string>>} the SHA-256 of each file directly in it, by name, in the order of the names
 */
export async function sumsOf(folder) {
  /** @type {Record<string, string>} */
  const sums = {}
  for (const name of (await readdir(folder)).sort()) sums[name] = await sha256Of(join(folder, name))
  return sums
}

/**
 * How files differ from the sums that the repository names.
 * @param {Readonly<Record<string, string>>} wanted
 * @param {Readonly<Record<string, string>>} found
 * @returns {{ changed: string[], other: string[] }} changed: same name, other content. other: missing or not named
 */
export function differences(wanted, found) {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort()
  return {
    changed: names.filter((name) => name in wanted && name in found && wanted[name] !== found[name]),
    other: names.filter((name) => !(name in wanted) || !(name in found)),
  }
}
