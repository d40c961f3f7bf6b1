/** What was done, kept in a file of one JSON object a line: it survives a crash in the middle of a line, and people can read it. */
import { appendFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { actionSchema, type Action } from '../../contract/doctor'
import { isFileUnusable } from '../../files/localFileError'
import { readTextFile } from '../../files/readTextFile'
import { refuseSpecialFile } from '../../files/refuseSpecialFile'

export interface ActionLog {
  /** Newest first, at most `most`. A line that cannot be read is left out, and so is a file that is none or too large. */
  latest(most: number): Action[]
  /** Rejects when it cannot be written. */
  add(action: Action): Promise<void>
}

export function openActionLog(path: string): ActionLog {
  return {
    latest: (most) => {
      const lines = textOf(path)
        .split('\n')
        .filter((line) => line !== '')
      return lines
        .slice(-most)
        .reverse()
        .flatMap((line) => {
          const parsed = actionSchema.safeParse(jsonOf(line))
          return parsed.success ? [parsed.data] : []
        })
    },
    add: async (action) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      refuseSpecialFile(path)
      await appendFile(path, `${JSON.stringify(action)}\n`, { mode: 0o600 })
    },
  }
}

/** Fixes of years: one is some 300 bytes. */
const mostBytes = 16 * 1024 * 1024

function textOf(path: string): string {
  try {
    return readTextFile(path, 'refuse', mostBytes) ?? ''
  } catch (thrown) {
    if (isFileUnusable(thrown)) return ''
    throw thrown
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // Cut off by a crash: the next line begins anew.
    return null
  }
}
