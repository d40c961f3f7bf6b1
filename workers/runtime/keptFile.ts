/** A file of the data folder that outlives the process: what was found, and how far something has come. */
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { isFileUnusable } from '../../files/localFileError'
import { readTextFile, textFileLimit } from '../../files/readTextFile'

export interface KeptFile<T> {
  /** Null where there is none, or one that cannot be understood. Rejects when it is there and may not be read. */
  read(): Promise<T | null>
  /** Replaces it in one step: after a crash it holds the old or the new state, never half of one. */
  write(value: T): Promise<void>
  remove(): Promise<void>
}

/**
 * @param warn told of a file that cannot be understood: it counts as none
 * @param maxBytes a larger file counts as none too
 */
export function keptFile<S extends z.ZodType>(
  path: string,
  schema: S,
  warn: (text: string) => void,
  maxBytes = textFileLimit,
): KeptFile<z.output<S>> {
  const read = (): z.output<S> | null => {
    try {
      const text = readTextFile(path, 'refuse', maxBytes)
      if (text === null) return null
      const parsed = schema.safeParse(JSON.parse(text))
      if (parsed.success) return parsed.data
      warn(`${path} is of another format`)
    } catch (thrown) {
      if (isFileUnusable(thrown)) warn(`${path} cannot be used: ${thrown.message}`)
      else if (thrown instanceof SyntaxError) warn(`${path} is damaged`)
      else throw thrown
    }
    return null
  }
  return {
    // What it throws is a rejection.
    read: () => new Promise((resolve) => resolve(read())),
    write: async (value) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const next = `${path}.next`
      // What a crash left, or what never was ours: made again, so that neither a link nor a pipe is written to.
      await rm(next, { recursive: true, force: true })
      const file = await open(next, 'wx', 0o600)
      try {
        await file.writeFile(JSON.stringify(value))
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(next, path)
    },
    remove: () => rm(path, { force: true }),
  }
}
