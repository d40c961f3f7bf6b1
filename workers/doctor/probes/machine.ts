import { statfs } from 'node:fs/promises'
import { cpus, freemem, loadavg, totalmem } from 'node:os'

export interface MachineFacts {
  /** Of the file system with the data folder, in bytes. */
  readonly disk: { readonly free: number; readonly total: number }
  readonly memory: { readonly free: number; readonly total: number }
  readonly cores: number
  /** Processes that wanted to run, on average over a minute. */
  readonly load: number
}

/** Rejects when the data folder cannot be looked at. */
export async function lookAtMachine(dataDir: string): Promise<MachineFacts> {
  const { bavail, bsize, blocks } = await statfs(dataDir)
  return {
    disk: { free: bavail * bsize, total: blocks * bsize },
    memory: { free: freemem(), total: totalmem() },
    cores: cpus().length,
    load: loadavg()[0] ?? 0,
  }
}
