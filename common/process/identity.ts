/** A process that can be told from a later one with the same pid. Used by the guardian too: nothing but node: here. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hasCode } from '../hasCode'
import { readOfProcess } from './processes'
import { parseProcessStat } from './processStat'

export interface ProcessIdentity {
  readonly pid: number
  /**
   * When it started, in the words of this system: on Linux the boot's id and field 22 of /proc/<pid>/stat, elsewhere
   * what `ps -o lstart=` says. To be compared only.
   */
  readonly startedAt: string
}

/** Who runs under this pid now, or null if nobody does (a process that has ended but was not reaped is nobody). */
export function identify(pid: number): ProcessIdentity | null {
  return process.platform === 'linux' ? identifyOnLinux(pid) : identifyByPs(pid)
}

/** Whether this very process still runs. */
export function isAlive(who: ProcessIdentity): boolean {
  return identify(who.pid)?.startedAt === who.startedAt
}

let bootId: string | undefined

function identifyOnLinux(pid: number): ProcessIdentity | null {
  const stat = parseProcessStat(readOfProcess(`/proc/${pid}/stat`) ?? '')
  if (stat === null || stat.state === 'Z' || stat.state === 'X') return null
  // Ticks count from the boot: without its id, a file from before a reboot could name a stranger.
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return { pid, startedAt: `${bootId}:${stat.startTicks}` }
}

function identifyByPs(pid: number): ProcessIdentity | null {
  try {
    // Cheap, and most of the time the answer: ps costs a process.
    process.kill(pid, 0)
  } catch (thrown) {
    if (hasCode(thrown, 'ESRCH')) return null
    if (!hasCode(thrown, 'EPERM')) throw thrown
  }
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
    const [state = 'Z', ...started] = line.split(/\s+/)
    return state.startsWith('Z') || started.length === 0 ? null : { pid, startedAt: started.join(' ') }
  } catch (thrown) {
    // ps exits with 1 when it finds no such process.
    if (thrown instanceof Error && 'status' in thrown && thrown.status === 1) return null
    throw thrown
  }
}
