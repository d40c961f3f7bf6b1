import { readFileSync } from 'node:fs'
import { cpus, loadavg, type CpuInfo } from 'node:os'
import type { ServiceName, WorkerName } from '../../../contract/snapshot'
import { readWaits, watchWaits } from './waits'

/** A part that says nothing at the moment, and its process. */
export interface QuietPart {
  readonly name: ServiceName | WorkerName
  readonly pid: number
}

export interface ProcessorsFacts {
  readonly cores: number
  /** Processes and threads that want to run: when it was read where the system tells that, else as {@link load}. */
  readonly wanting: number
  /** The same on average over a minute: it says little of the seconds that have just passed. */
  readonly load: number
  /** Share of the processors' time of late in which nothing ran; null where it is not known yet. */
  readonly idle: number | null
  /** Of parts that say nothing: milliseconds of each second that their threads stood in line for a processor; those of which it is known. */
  readonly waits: Readonly<Partial<Record<QuietPart['name'], number>>>
}

/** Looks at once and waits for nothing: where this process gets no turn either, files that are read beside it do not come in time. */
export function watchProcessors(): (quiet: readonly QuietPart[]) => ProcessorsFacts {
  const idleOf = watchIdle()
  const waitsOf = watchWaits(readWaits)
  return (quiet) => {
    const now = performance.now()
    const processors = cpus()
    const load = loadavg()[0] ?? 0
    const waits = waitsOf(
      quiet.map(({ pid }) => pid),
      now,
    )
    return {
      cores: processors.length,
      wanting: wantingNow() ?? load,
      load,
      idle: idleOf(processors, now),
      waits: Object.fromEntries(quiet.map(({ name, pid }) => [name, waits.get(pid)])),
    }
  }
}

/** @returns {@link ProcessorsFacts.idle} @param at milliseconds of a clock that does not go back */
export type IdleWatch = (processors: readonly Pick<CpuInfo, 'times'>[], at: number) => number | null

/** The system counts in ticks: over less than this they tell little. */
const idleSpanMs = 1_900

/** Remembers what the processors had done at the reading before. */
export function watchIdle(): IdleWatch {
  let before: { readonly at: number; readonly idle: number; readonly all: number } | null = null
  let share: number | null = null
  return (processors, at) => {
    if (before !== null && at - before.at < idleSpanMs) return share
    const idle = processors.reduce((sum, { times }) => sum + times.idle, 0)
    const all = processors.reduce((sum, { times }) => sum + Object.values(times).reduce((one, other) => one + other), 0)
    share = before === null || all <= before.all ? null : (idle - before.idle) / (all - before.all)
    before = { at, idle, all }
    return share
  }
}

/** Linux: of all processes and threads, those that want to run; null elsewhere. */
function wantingNow(): number | null {
  if (process.platform !== 'linux') return null
  const wanting = / (\d+)\/\d+ /.exec(readFileSync('/proc/loadavg', 'utf8'))?.[1]
  return wanting === undefined ? null : Number(wanting)
}
