import { readOfProcess } from '../../../common/process/processes'
import { parseProcessStat } from '../../../common/process/processStat'
import type { MainThread } from '../life/hangWatch'

/**
 * The main thread of a process as the kernel shows it. Null elsewhere than on Linux, and of one that has ended.
 * Source: proc(5), stat; the kernel's documentation of sched-stats, second figure of schedstat in nanoseconds.
 */
export function mainThread(pid: number): MainThread | null {
  if (process.platform !== 'linux') return null
  const stat = parseProcessStat(readOfProcess(`/proc/${pid}/task/${pid}/stat`) ?? '')
  const waited = Number(readOfProcess(`/proc/${pid}/task/${pid}/schedstat`)?.split(' ')[1] ?? '0')
  return stat === null ? null : { state: stat.state, waitedMs: waited / 1e6 }
}
