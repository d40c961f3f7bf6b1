import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { field, parseJson } from './json.mjs'
import { errorCode, explainFileError } from './setUpError.mjs'
import { readTextIfThere } from './readText.mjs'

/**
 * Who holds a lock. `born` tells a process from a later one with the same pid (kernel ticks since boot; empty where unknown).
 * @typedef {{ pid: number, born: string }} Owner
 */

/**
 * Runs work while this process alone holds the lock file. An owner that is gone loses it.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (pid: number) => void, pollMs?: number }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(path, work, options = {}) {
  await take(path, options)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

/**
 * @param {string} path
 * @param {{ onWait?: (pid: number) => void, pollMs?: number }} options
 */
async function take(path, { onWait, pollMs = 250 }) {
  const mine = `${path}.${randomUUID()}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 })
    await writeFile(mine, JSON.stringify({ pid: process.pid, born: await bornOf(process.pid) }), { mode: 0o644 })
  } catch (error) {
    throw explainFileError(error, path)
  }
  let told = false
  try {
    for (;;) {
      try {
        // A hard link appears with its content in one step, and fails where the name is taken.
        await link(mine, path)
        return
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw explainFileError(error, path)
      }
      const text = await readTextIfThere(path)
      if (text === undefined) continue
      const owner = readOwner(text)
      if (owner === undefined || !(await isAlive(owner))) {
        await breakLock(path, text)
        continue
      }
      if (!told) onWait?.(owner.pid)
      told = true
      await sleep(pollMs)
    }
  } finally {
    await rm(mine, { force: true })
  }
}

/**
 * Takes a dead owner's lock away, and puts it back where a live one had just replaced it.
 * @param {string} path
 * @param {string} seen what the lock said when its owner was found dead
 */
async function breakLock(path, seen) {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw explainFileError(error, path)
  }
  if ((await readTextIfThere(aside)) === seen) await rm(aside, { force: true })
  else await rename(aside, path)
}

/**
 * @param {string} text
 * @returns {Owner | undefined} undefined where the file says nothing usable
 */
function readOwner(text) {
  try {
    const value = parseJson(text)
    const pid = field(value, 'pid')
    const born = field(value, 'born')
    return typeof pid === 'number' && typeof born === 'string' ? { pid, born } : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** @param {Owner} owner */
async function isAlive(owner) {
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (errorCode(error) === 'ESRCH') return false
  }
  const born = await bornOf(owner.pid)
  return born === '' || owner.born === '' || born === owner.born
}

/**
 * Start time of a process from /proc/<pid>/stat (field 22 of proc(5)); empty where there is no /proc.
 * @param {number} pid
 */
async function bornOf(pid) {
  const stat = await readTextIfThere(`/proc/${pid}/stat`)
  // The name in parentheses may hold spaces, so count from its end: field 22 is the 20th after it.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}
