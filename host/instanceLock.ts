/** One owner a data folder: `<data>/run/instance.json` names it, and one that has gone is taken over. */
import { randomUUID } from 'node:crypto'
import { link, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { MarsadError } from '../contract/errors'
import { localFileError } from '../files/localFileError'
import { readLocalFile } from '../files/readLocalFile'
import { fileFailure, systemCode } from './fileFailure'
import { processIdentity } from './processIdentity'

export const instanceSchema = z.object({
  pid: z.int().positive(),
  /** processIdentity of the owner. */
  identity: z.string(),
  /** Path of its control socket (or name of its pipe). */
  socket: z.string(),
  /** What it is: ending a window's stack leaves the window. */
  kind: z.enum(['window', 'cli']),
  startedAt: z.number(),
})
export type Instance = z.infer<typeof instanceSchema>

export interface InstanceLock {
  readonly instance: Instance
  /** Gives the folder up; only if it is still ours. */
  release(): Promise<void>
}

const instancePath = (dataFolder: string): string => join(dataFolder, 'run', 'instance.json')

/** The owner of a data folder that is alive now, or null. */
export async function readInstance(dataFolder: string): Promise<Instance | null> {
  const found = readLock(instancePath(dataFolder))
  return found !== null && (await isAlive(found)) ? found : null
}

/**
 * Takes a data folder for this process.
 * @throws MarsadError `data_in_use` {pid, dataDir} when another one lives on it; `no_permission`, `disk_full`
 */
export async function takeInstance(
  dataFolder: string,
  kind: Instance['kind'],
  socket: string,
  now: () => number,
): Promise<InstanceLock> {
  const path = instancePath(dataFolder)
  const identity = await processIdentity(process.pid)
  if (identity === null) throw new MarsadError('internal', {}, 'this process could not find out when it started')
  const instance: Instance = { pid: process.pid, identity, socket, kind, startedAt: now() }
  const draft = `${path}.${randomUUID()}`
  try {
    await mkdir(join(dataFolder, 'run'), { recursive: true, mode: 0o700 })
    await writeFile(draft, JSON.stringify(instance), { flag: 'wx', mode: 0o600 })
    await claim(path, draft, dataFolder)
  } catch (thrown) {
    throw thrown instanceof MarsadError ? thrown : fileFailure(thrown, path)
  } finally {
    await rm(draft, { force: true })
  }
  return {
    instance,
    release: async () => {
      const found = readLock(path)
      if (found?.pid === instance.pid && found.identity === identity) await rm(path, { force: true })
    },
  }
}

/**
 * `link` fails if the name exists: of two that try at once, one wins, and no reader ever sees half a lock. The lock of
 * an owner that has gone is replaced by `rename`, which leaves no moment without one, by one starter at a time.
 */
async function claim(path: string, draft: string, dataFolder: string): Promise<void> {
  for (;;) {
    try {
      await link(draft, path)
      return
    } catch (thrown) {
      if (systemCode(thrown) !== 'EEXIST') throw thrown
    }
    await refuseIfAlive(path, dataFolder)
    const taken = await alone(`${path}.takeover`, async () => {
      // Another starter may have been here between the look and the guard.
      await refuseIfAlive(path, dataFolder)
      await rename(draft, path)
    })
    if (taken) return
    await new Promise((next) => setTimeout(next, 20))
  }
}

async function refuseIfAlive(path: string, dataFolder: string): Promise<void> {
  const found = readLock(path)
  if (found !== null && (await isAlive(found))) {
    throw new MarsadError('data_in_use', { pid: found.pid, dataDir: dataFolder })
  }
}

/** A takeover is a matter of milliseconds; a guard this old, in milliseconds, was left by one that was killed in it. */
const guardLimitMs = 10_000

/** Runs the work while holding a guard folder. @returns false when another one holds it now */
async function alone(guard: string, work: () => Promise<void>): Promise<boolean> {
  try {
    await mkdir(guard, { mode: 0o700 })
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown
    if (Date.now() - (await changedAt(guard)) > guardLimitMs) await rm(guard, { recursive: true, force: true })
    return false
  }
  try {
    await work()
    return true
  } finally {
    await rm(guard, { recursive: true, force: true })
  }
}

/** Milliseconds since the epoch; now when it has gone meanwhile. */
async function changedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return Date.now()
    throw thrown
  }
}

/** A lock is some 200 bytes. */
const lockLimit = 64 * 1024

/** What is in the lock; null when there is none or it is not one (a crash of the disk, a hand's edit). @throws MarsadError file_kind for a folder */
function readLock(path: string): Instance | null {
  const found = readLocalFile(path, { maxBytes: lockLimit, links: 'refuse' })
  if (found.kind === 'absent') return null
  if (found.kind === 'unusable') {
    // All else is replaced like the lock of an owner that has gone; a folder cannot be.
    if (found.fault.fault === 'kind' && found.fault.kind === 'folder') throw localFileError(path, found.fault)
    return null
  }
  try {
    return instanceSchema.parse(JSON.parse(found.bytes.toString('utf8')))
  } catch {
    // Locks are written whole (see claim): what cannot be read was not written by a living owner.
    return null
  }
}

async function isAlive(instance: Instance): Promise<boolean> {
  return (await processIdentity(instance.pid)) === instance.identity
}
