import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A folder for the data of INSERTs on their way into the engine, which reads a file and not a socket. */
export interface Spool {
  /** Writes the pieces to a new file; rejects with a RangeError past `limit` bytes. The caller removes the file. */
  write(pieces: AsyncIterable<Uint8Array>, limit: number): Promise<{ path: string; bytes: number }>
  remove(path: string): Promise<void>
}

/** Opens the folder and clears what a killed process left in it. */
export function openSpool(directory: string): Spool {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const remove = (path: string): Promise<void> => rm(path, { force: true })
  return {
    remove,
    async write(pieces, limit) {
      const path = join(directory, randomUUID())
      const file = await open(path, 'wx', 0o600)
      let bytes = 0
      try {
        for await (const piece of pieces) {
          bytes += piece.length
          if (bytes > limit) throw new RangeError(`more than ${limit} bytes`)
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
