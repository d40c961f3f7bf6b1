import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/** A folder for the data of INSERTs on their way into the engine, which reads a file and not a socket. */
export interface Spool {
  /** Writes the pieces to a new file. The caller removes the file. @throws SpoolFull */
  write(pieces: AsyncIterable<Uint8Array>): Promise<{ path: string; bytes: number }>
  remove(path: string): Promise<void>
}

export interface SpoolLimits {
  /** Bytes of one file. */
  readonly file: number
  /** Bytes of all files together. */
  readonly total: number
  /** Bytes that stay free on the disk. */
  readonly free: number
}

/** The data of one INSERT, or of all that run, are too many; `reason` is which bound they meet. */
export class SpoolFull extends Error {
  readonly reason: keyof SpoolLimits
  constructor(reason: keyof SpoolLimits) {
    super(`the spool is full: ${reason}`)
    this.name = 'SpoolFull'
    this.reason = reason
  }
}

/** Bytes between two checks of the disk. */
const freeEvery = 16_777_216

/** Opens the folder and clears what a killed process left in it. */
export function openSpool(directory: string, limits: SpoolLimits): Spool {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const sizes = new Map<string, number>()
  let total = 0

  const grow = async (path: string, bytes: number, by: number): Promise<void> => {
    if (bytes + by > limits.file) throw new SpoolFull('file')
    if (total + by > limits.total) throw new SpoolFull('total')
    // A small INSERT needs no check: the engine itself says when the disk is full.
    if (Math.floor((bytes + by) / freeEvery) > Math.floor(bytes / freeEvery)) {
      const { bavail, bsize } = await statfs(directory)
      if (bavail * bsize < limits.free + freeEvery) throw new SpoolFull('free')
    }
    total += by
    sizes.set(path, bytes + by)
  }
  const remove = async (path: string): Promise<void> => {
    await rm(path, { force: true })
    total -= sizes.get(path) ?? 0
    sizes.delete(path)
  }
  return {
    remove,
    async write(pieces) {
      const path = join(directory, randomUUID())
      const file = await open(path, 'wx', 0o600)
      let bytes = 0
      try {
        for await (const piece of pieces) {
          await grow(path, bytes, piece.length)
          bytes += piece.length
          await file.appendFile(piece)
        }
      } catch (thrown) {
        await file.close()
        await remove(path)
        throw thrown
      }
      await file.close()
      return { path, bytes }
    },
  }
}
