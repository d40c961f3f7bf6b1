/** How long the threads of a process stand in line for a processor: what tells one that gets no turn from one that hangs. */
import { listProcesses, readOfProcess, threadsOf, treeOf } from '../../../common/process/processes'

/** Of each thread of a process and of those that descend from it: how long it has stood in line since it began, in milliseconds. */
export type ThreadWaits = ReadonlyMap<number, number>

/** @param at milliseconds of a clock that does not go back @returns by pid, as far as it is known yet: of each second since the reading before, milliseconds that its threads stood in line, all together */
export type WaitWatch = (pids: readonly number[], at: number) => ReadonlyMap<number, number>

interface Reading {
  readonly at: number
  readonly waits: ThreadWaits
  /** Null for the first. */
  readonly share: number | null
}

/** Over less than this a single turn that came late says too much. */
const spanMs = 1_000

/** Remembers what those that were asked for last had waited. @param read by pid, those of which it can be known */
export function watchWaits(read: (pids: readonly number[]) => ReadonlyMap<number, ThreadWaits>): WaitWatch {
  let before: ReadonlyMap<number, Reading> = new Map()
  return (pids, at) => {
    const now = new Map([...before].filter(([pid, last]) => pids.includes(pid) && at - last.at < spanMs))
    const due = pids.filter((pid) => !now.has(pid))
    if (due.length > 0) for (const [pid, waits] of read(due)) now.set(pid, readAnew(waits, before.get(pid), at))
    before = now
    return new Map([...now].flatMap(([pid, { share }]) => (share === null ? [] : [[pid, share] as const])))
  }
}

function readAnew(waits: ThreadWaits, last: Reading | undefined, at: number): Reading {
  return { at, waits, share: last === undefined ? null : (between(last.waits, waits) * 1_000) / (at - last.at) }
}

/** One that began meanwhile has waited only since. */
const between = (before: ThreadWaits, now: ThreadWaits): number =>
  [...now].reduce((sum, [thread, waited]) => sum + waited - (before.get(thread) ?? 0), 0)

/** Linux, where the kernel counts it: second figure of schedstat. Nothing elsewhere, and of processes that have ended. */
export function readWaits(pids: readonly number[]): ReadonlyMap<number, ThreadWaits> {
  if (process.platform !== 'linux' || !isCounted()) return new Map()
  const all = listProcesses()
  // Postgres answers with processes of their own.
  const read = pids.map((pid) => [pid, new Map(treeOf(pid, all).flatMap(waitsOfThreads))] as const)
  return new Map(read.filter(([, waits]) => waits.size > 0))
}

const waitsOfThreads = (pid: number): (readonly [number, number])[] =>
  threadsOf(pid).flatMap((thread) => {
    const waited = readOfProcess(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ')[1]
    return waited === undefined ? [] : [[thread, Number(waited) / 1e6] as const]
  })

/** A kernel that counts no turns has no such file, or zeros in it: this process has had some. */
const isCounted = (): boolean => !(readOfProcess('/proc/self/schedstat') ?? '0').startsWith('0')
