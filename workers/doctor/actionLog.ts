/** What was done, kept in a file of one JSON object a line: it survives a crash in the middle of a line, and people can read it. */
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { actionSchema, type Action } from '../../contract/doctor'

export interface ActionLog {
  /** Newest first, at most `most`. A line that cannot be read is left out. */
  latest(most: number): Promise<Action[]>
  /** Rejects when it cannot be written. */
  add(action: Action): Promise<void>
}

export function openActionLog(path: string): ActionLog {
  return {
    latest: async (most) => {
      const lines = (await textOf(path)).split('\n').filter((line) => line !== '')
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
      await appendFile(path, `${JSON.stringify(action)}\n`, { mode: 0o600 })
    },
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return ''
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
