import { readdir, readFile, statfs } from 'node:fs/promises'
import { cpus, freemem, loadavg, totalmem, type CpuInfo } from 'node:os'

export interface OpenFiles {
  readonly pid: number
  readonly open: number
  readonly limit: number
}

/** @returns {@link MachineFacts.idle} @param at milliseconds of a clock that does not go back */
export type IdleWatch = (processors: readonly Pick<CpuInfo, 'times'>[], at: number) => number | null

/** The system counts in ticks: over less than this they tell little. */
const idleSpanMs = 4_000

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

export interface MachineFacts {
  /** Of the file system with the data folder, in bytes. */
  readonly disk: { readonly free: number; readonly total: number }
  /** `free`: what programs could still have, in bytes; caches that can be given up count as free where the system tells them. */
  readonly memory: { readonly free: number; readonly total: number }
  readonly cores: number
  /** Processes and threads that want to run: when it was read where the system tells that, else as {@link load}. */
  readonly wanting: number
  /** The same on average over a minute: it says little of the seconds that have just passed. */
  readonly load: number
  /** Share of the processors' time of late in which nothing ran; null where it is not known yet. */
  readonly idle: number | null
  /** Files and connections that processes have open; those that could be looked at only, and none where the system does not tell. */
  readonly openFiles: readonly OpenFiles[]
}

/** Rejects when the data folder cannot be looked at. @param pids processes whose open files are counted @param idleOf of {@link watchIdle} */
export async function lookAtMachine(
  dataDir: string,
  pids: readonly number[],
  idleOf: IdleWatch,
): Promise<MachineFacts> {
  const [{ bavail, bsize, blocks }, available, wanting, openFiles] = await Promise.all([
    statfs(dataDir),
    availableMemory(),
    wantingNow(),
    Promise.all(pids.map(openFilesOf)),
  ])
  const processors = cpus()
  const load = loadavg()[0] ?? 0
  return {
    disk: { free: bavail * bsize, total: blocks * bsize },
    memory: { free: available ?? freemem(), total: totalmem() },
    cores: processors.length,
    wanting: wanting ?? load,
    load,
    idle: idleOf(processors, performance.now()),
    openFiles: openFiles.filter((found) => found !== null),
  }
}

/** Linux: what `free` calls available, in bytes; null elsewhere. */
async function availableMemory(): Promise<number | null> {
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec((await textOf('/proc/meminfo')) ?? '')?.[1]
  return kibibytes === undefined ? null : Number(kibibytes) * 1_024
}

/** Linux: of all processes and threads, those that want to run; null elsewhere. */
async function wantingNow(): Promise<number | null> {
  const wanting = / (\d+)\/\d+ /.exec((await textOf('/proc/loadavg')) ?? '')?.[1]
  return wanting === undefined ? null : Number(wanting)
}

/** Linux only; null for a process that has ended, or is somebody else's. */
async function openFilesOf(pid: number): Promise<OpenFiles | null> {
  const limit = /^Max open files\s+(\d+)/m.exec((await textOf(`/proc/${pid}/limits`)) ?? '')?.[1]
  if (limit === undefined) return null
  try {
    return { pid, open: (await readdir(`/proc/${pid}/fd`)).length, limit: Number(limit) }
  } catch (thrown) {
    if (isGoneOrForeign(thrown)) return null
    throw thrown
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (isGoneOrForeign(thrown)) return null
    throw thrown
  }
}

const isGoneOrForeign = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && ['ENOENT', 'ESRCH', 'EACCES'].includes(String(thrown.code))
