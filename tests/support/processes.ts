/** Processes as the operating system sees them (Linux). */
import { existsSync, readFileSync } from 'node:fs'

/** Whether a process runs; one that ended but was not yet reaped (state Z) does not. */
export function isAlive(pid: number): boolean {
  const stat = `/proc/${pid}/stat`
  if (!existsSync(stat)) return false
  try {
    const text = readFileSync(stat, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3) !== 'Z'
  } catch (thrown) {
    // It ended between the look and the read.
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ESRCH'))
      return false
    throw thrown
  }
}
