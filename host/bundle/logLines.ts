/** The newest lines of `<data>/logs/console.log` and of what was set aside of it, masked, as people read them. */
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { LogLevel } from '../../contract/commands'
import type { Masking } from './masking'
import { readTail } from './readTail'

/** How many files the log keeps beside the one in use. */
const mostFiles = 4
/** Lines masked in one go: the console has windows and workers to serve meanwhile. */
const linesAtOnce = 200

/** As pino numbers them. */
const levels: Readonly<Record<number, LogLevel>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error' }
const lineSchema = z.object({ level: z.number(), at: z.string(), source: z.string(), text: z.string() })

/**
 * @param mostBytes of the files as they lie there
 * @returns oldest first; null where nothing was ever logged
 * @throws the system's error when they cannot be read
 */
export async function logLines(dataFolder: string, mostBytes: number, masking: Masking): Promise<string | null> {
  const texts: string[] = []
  let left = mostBytes
  for (let n = 0; n <= mostFiles && left > 0; n += 1) {
    const text = await readTail(join(dataFolder, 'logs', n === 0 ? 'console.log' : `console.log.${n}`), left)
    if (text === null) break
    texts.unshift(text)
    left -= Buffer.byteLength(text)
  }
  if (texts.length === 0) return null
  const raw = texts
    .join('')
    .split('\n')
    .filter((line) => line !== '')
  const told: string[] = []
  for (const [n, line] of raw.entries()) {
    told.push(readable(line, masking))
    if (n % linesAtOnce === 0) await nextTurn()
  }
  return `${told.join('\n')}\n`
}

function readable(line: string, masking: Masking): string {
  const parsed = lineSchema.safeParse(jsonOf(line))
  if (!parsed.success) return masking.text(line)
  const { level, at, source, text } = parsed.data
  return `${at} ${(levels[level] ?? String(level)).padEnd(5)} ${source}: ${masking.text(text)}`
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // Cut off by a crash: it is told as it stands.
    return null
  }
}
