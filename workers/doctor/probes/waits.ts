/** How long the threads of a process stand in line for a processor: what tells one that gets no turn from one that hangs. */
import { listProcesses, readOfProcess, threadsOf, treeOf } from '../../shared/process/processes'

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

/** Remembers what those that were asked for last had waited. @param read null where it cannot be known */
export function watchWaits(read: (pid: number) => ThreadWaits | null): WaitWatch {
  let before: ReadonlyMap<number, Reading> = new Map()
  return (pids, at) => {
    const now = new Map<number, Reading>()
    for (const pid of pids) {
      const last = before.get(pid)
      const reading = last !== undefined && at - last.at < spanMs ? last : readAnew(read(pid), last, at)
      if (reading !== null) now.set(pid, reading)
    }
    before = now
    return new Map([...now].flatMap(([pid, { share }]) => (share === null ? [] : [[pid, share] as const])))
  }
}

function readAnew(waits: ThreadWaits | null, last: Reading | undefined, at: number): Reading | null {
  if (waits === null) return null
  return { at, waits, share: last === undefined ? null : (between(last.waits, waits) * 1_000) / (at - last.at) }
}

/** One that began meanwhile has waited only since. */
const between = (before: ThreadWaits, now: ThreadWaits): number =>
  [...now].reduce((sum, [thread, waited]) => sum + waited - (before.get(thread) ?? 0), 0)

/** Linux, where the kernel counts it: second figure of schedstat. Null elsewhere, and for a process that has ended. */
export function readWaits(pid: number): ThreadWaits | null {
  if (process.platform !== 'linux' || !isCounted()) return null
  const waits = new Map<number, number>()
  // Postgres answers with processes of their own.
  for (const each of treeOf(pid, listProcesses()))
    for (const thread of threadsOf(each)) {
      const waited = readOfProcess(`/proc/${each}/task/${thread}/schedstat`)?.split(' ')[1]
      if (waited !== undefined) waits.set(thread, Number(waited) / 1e6)
    }
  return waits.size === 0 ? null : waits
}

/** A kernel that counts no turns has no such file, or zeros in it: this process has had some. */
const isCounted = (): boolean => !(readOfProcess('/proc/self/schedstat') ?? '0').startsWith('0')
