import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { exists } from './exists.mjs'
import { explainFileError } from './setUpError.mjs'

/**
 * Makes a folder all at once: it is filled beside its place and then renamed, so a folder that stands there is whole.
 * What an interrupted run left beside it is swept away first; the caller holds the set-up lock, so nobody else is filling it.
 * @param {string} target
 * @param {(part: string) => Promise<void>} fill fills the (existing, empty) folder it is given
 * @returns {Promise<boolean>} false where the folder already stood
 */
export async function placeFolder(target, fill) {
  try {
    if (await exists(target)) return false
    await mkdir(dirname(target), { recursive: true, mode: 0o755 })
    await sweepParts(target)
    const part = `${target}.part-${process.pid}`
    await mkdir(part, { mode: 0o755 })
    try {
      await fill(part)
      await rename(part, target)
    } catch (error) {
      await rm(part, { recursive: true, force: true })
      throw error
    }
    return true
  } catch (error) {
    throw explainFileError(error, target)
  }
}

/**
 * Writes a file all at once, readable by everybody.
 * @param {string} target
 * @param {string} content
 */
export async function placeFile(target, content) {
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o755 })
    const part = `${target}.part-${process.pid}`
    await writeFile(part, content, { mode: 0o644 })
    // On the disk before it has its name: a power cut must not leave an empty manifest.
    const file = await open(part, 'r+')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, target)
  } catch (error) {
    throw explainFileError(error, target)
  }
}

/** @param {string} target */
async function sweepParts(target) {
  const prefix = `${basename(target)}.part-`
  await sweep(dirname(target), (name) => name.startsWith(prefix))
}

/**
 * Removes what runs that were killed left half done, of whatever step. The caller holds the set-up lock.
 * @param {string} folder
 */
export async function sweepLeftovers(folder) {
  await sweep(folder, (name) => /\.part-\d+$/.test(name))
}

/**
 * @param {string} folder
 * @param {(name: string) => boolean} isLeft
 */
async function sweep(folder, isLeft) {
  for (const name of await readdir(folder)) {
    if (isLeft(name)) await rm(join(folder, name), { recursive: true, force: true })
  }
}
