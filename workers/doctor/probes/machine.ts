import { readdir, readFile, statfs } from 'node:fs/promises'
import { freemem, totalmem } from 'node:os'

export interface OpenFiles {
  readonly pid: number
  readonly open: number
  readonly limit: number
}

export interface MachineFacts {
  /** Of the file system with the data folder, in bytes. */
  readonly disk: { readonly free: number; readonly total: number }
  /** `free`: what programs could still have, in bytes; caches that can be given up count as free where the system tells them. */
  readonly memory: { readonly free: number; readonly total: number }
  /** Files and connections that processes have open; those that could be looked at only, and none where the system does not tell. */
  readonly openFiles: readonly OpenFiles[]
}

/** Rejects when the data folder cannot be looked at. @param pids processes whose open files are counted */
export async function lookAtMachine(dataDir: string, pids: readonly number[]): Promise<MachineFacts> {
  const [{ bavail, bsize, blocks }, available, openFiles] = await Promise.all([
    statfs(dataDir),
    availableMemory(),
    Promise.all(pids.map(openFilesOf)),
  ])
  return {
    disk: { free: bavail * bsize, total: blocks * bsize },
    memory: { free: available ?? freemem(), total: totalmem() },
    openFiles: openFiles.filter((found) => found !== null),
  }
}

/** Linux: what `free` calls available, in bytes; null elsewhere. */
async function availableMemory(): Promise<number | null> {
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec((await textOf('/proc/meminfo')) ?? '')?.[1]
  return kibibytes === undefined ? null : Number(kibibytes) * 1_024
}

/** Linux only; null for a process that has ended, or is somebody else's. */
async function openFilesOf(pid: number): Promise<OpenFiles | null> {
  const limit = /^Max open files\s+(\d+)/m.exec((await textOf(`/proc/${pid}/limits`)) ?? '')?.[1]
  if (limit === undefined) return null
  try {
    return { pid, open: (await readdir(`/proc/${pid}/fd`)).length, limit: Number(limit) }
  } catch (thrown) {
    if (isGoneOrForeign(thrown)) return null
    throw thrown
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (isGoneOrForeign(thrown)) return null
    throw thrown
  }
}

const isGoneOrForeign = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && ['ENOENT', 'ESRCH', 'EACCES'].includes(String(thrown.code))
