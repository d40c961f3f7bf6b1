import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Paths } from '../../contract/workers'

const texts = new Map<string, string>()

/** The text of a statement or script kept under sql/, by its path there (`postgres/observer/slot.sql`). Read once in a process. */
export function sqlFile(paths: Paths, path: string): string {
  const file = join(paths.sql, path)
  const text = texts.get(file) ?? readFileSync(file, 'utf8')
  texts.set(file, text)
  return text
}
