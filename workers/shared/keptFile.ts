/** A file of the data folder that outlives the process: what was found, and how far something has come. */
import { constants } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { hasCode } from './hasCode'

/** As 'w', through no link. */
const replacing = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW

export interface KeptFile<T> {
  /** Null where there is none, or one that cannot be understood. Rejects when it is there and may not be read. */
  read(): Promise<T | null>
  /** Replaces it in one step: after a crash it holds the old or the new state, never half of one. */
  write(value: T): Promise<void>
  remove(): Promise<void>
}

/** @param warn told of a file that cannot be understood: it counts as none */
export function keptFile<S extends z.ZodType>(
  path: string,
  schema: S,
  warn: (text: string) => void,
): KeptFile<z.output<S>> {
  return {
    read: async () => {
      let text: string
      try {
        text = await readFile(path, 'utf8')
      } catch (thrown) {
        if (hasCode(thrown, 'ENOENT')) return null
        throw thrown
      }
      try {
        const parsed = schema.safeParse(JSON.parse(text))
        if (parsed.success) return parsed.data
        warn(`${path} is of another format`)
      } catch (thrown) {
        if (!(thrown instanceof SyntaxError)) throw thrown
        warn(`${path} is damaged`)
      }
      return null
    },
    write: async (value) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const next = `${path}.next`
      const file = await open(next, replacing, 0o600)
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
