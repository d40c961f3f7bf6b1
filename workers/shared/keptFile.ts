/** A small file of the data folder that outlives the process: what was found, and how far a backfill has come. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

const missing = z.object({ code: z.literal('ENOENT') })

export interface KeptFile<T> {
  /** Null where there is none, or one of another format. Rejects when it is there and may not be read. */
  read(): Promise<T | null>
  /** Replaces it in one step: after a crash it holds the old or the new state, never half of one. */
  write(value: T): Promise<void>
  remove(): Promise<void>
}

export function keptFile<S extends z.ZodType>(path: string, schema: S): KeptFile<z.output<S>> {
  return {
    read: async () => {
      let text: string
      try {
        text = await readFile(path, 'utf8')
      } catch (thrown) {
        if (missing.safeParse(thrown).success) return null
        throw thrown
      }
      try {
        const parsed = schema.safeParse(JSON.parse(text))
        return parsed.success ? parsed.data : null
      } catch (thrown) {
        if (thrown instanceof SyntaxError) return null
        throw thrown
      }
    },
    write: async (value) => {
      await mkdir(dirname(path), { recursive: true })
      const next = `${path}.next`
      const file = await open(next, 'w')
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
