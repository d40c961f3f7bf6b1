import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Paths } from '../../contract/workers'

/** The text of a statement or script kept under sql/, by its path there (`postgres/observer/slot.sql`). */
export function sqlFile(paths: Paths, path: string): string {
  return readFileSync(join(paths.sql, path), 'utf8')
}
