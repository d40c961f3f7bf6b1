/** A file system of a chosen size, so that a test can fill a disk and nobody else's. */
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, open, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { waitFor } from './waitFor'

const call = promisify(execFile)

export interface SmallDisk {
  readonly path: string
  /** Takes all the room there is, but `leaveBytes`. */
  fill(leaveBytes?: number): Promise<void>
  /** Gives that room back. */
  free(): Promise<void>
  /** Nothing can be written from now on, whoever tries. */
  makeReadOnly(): Promise<void>
  unmount(): Promise<void>
}

/** @returns null, and prints why, where this user may not mount (only root on Linux may). */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | null> {
  const path = await mkdtemp(join(tmpdir(), 'marsad-disk-'))
  try {
    await call('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path])
  } catch (thrown) {
    await rmdir(path)
    console.warn(`skipped, no disk could be mounted here: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    return null
  }
  await chmod(path, 0o755)
  const filling = join(path, 'filling')
  return {
    path,
    async fill(leaveBytes = 0) {
      const file = await open(filling, 'w')
      let size = 0
      try {
        // Down to the last page.
        for (const block of [Buffer.alloc(1 << 20), Buffer.alloc(4096)]) {
          while (await hasTaken(file, block)) size += block.length
        }
        if (leaveBytes > 0) await file.truncate(Math.max(0, size - leaveBytes))
      } finally {
        await file.close()
      }
    },
    free: () => rm(filling, { force: true }),
    makeReadOnly: async () => {
      await call('mount', ['-o', 'remount,ro', path])
    },
    async unmount() {
      // A process that is on its way out holds it for a moment more.
      await waitFor('the disk to be let go', () => call('umount', [path]).then(() => true), 30_000, 200)
      await rmdir(path)
    },
  }
}

async function hasTaken(file: Awaited<ReturnType<typeof open>>, block: Buffer): Promise<boolean> {
  try {
    const { bytesWritten } = await file.write(block)
    return bytesWritten === block.length
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC') return false
    throw thrown
  }
}
