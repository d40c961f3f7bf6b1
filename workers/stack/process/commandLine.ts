import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hasCode } from '../../../common/hasCode'

/** The command line of a process, its arguments separated by spaces; empty if it has ended. */
export function commandLineOf(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT', 'ESRCH')) return ''
    if (thrown instanceof Error && 'status' in thrown && thrown.status === 1) return ''
    throw thrown
  }
}
