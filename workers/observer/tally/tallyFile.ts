import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { keepTally, keptTallySchema, restoreTally, type TallyState } from './tallyState'

/** Where the tally is kept between runs: `<data>/run/tally.json`. */
export function tallyPath(dataDir: string): string {
  return join(dataDir, 'run', 'tally.json')
}

const missing = z.object({ code: z.literal('ENOENT') })

/**
 * What an earlier process kept, or null when there is nothing or it cannot be understood (then all is read anew, which
 * costs time and loses nothing). Rejects when the file is there and may not be read.
 */
export async function readTallyFile(path: string, warn: (text: string) => void): Promise<TallyState | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if (missing.safeParse(thrown).success) return null
    throw thrown
  }
  try {
    const parsed = keptTallySchema.safeParse(JSON.parse(text))
    if (parsed.success) return restoreTally(parsed.data)
    warn(`${path} is of another format; the topics are counted anew`)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    warn(`${path} is damaged; the topics are counted anew`)
  }
  return null
}

/** Replaces the file in one step: after a crash it holds the old or the new state, never half of one. */
export async function writeTallyFile(path: string, state: TallyState): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const next = `${path}.next`
  const file = await open(next, 'w')
  try {
    await file.writeFile(JSON.stringify(keepTally(state)))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(next, path)
}
