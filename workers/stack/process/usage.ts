/** Processor and memory use of process trees, from /proc. */
import { listProcesses, readOfProcess, treeOf } from '../../../common/process/processes'

/** Linux reports processor time to programs in hundredths of a second on every architecture that Node runs on. */
const ticksPerSecond = 100

export interface Usage {
  /** Share of one core since the sample before: 1 is one core busy; null for the first sample. */
  readonly cpu: number | null
  readonly memoryBytes: number
}

export interface ResidentMemory {
  readonly ownBytes: number
  /** File pages and shared memory: what several processes of a tree hold together. */
  readonly sharedBytes: number
}

/** The Rss lines of `/proc/<pid>/status`; null for a process without memory of its own (one that has ended). */
export function parseStatus(text: string): ResidentMemory | null {
  const kilobytes = (name: string): number | null => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]
    return found === undefined ? null : Number(found)
  }
  const own = kilobytes('RssAnon')
  if (own === null) return null
  return { ownBytes: own * 1024, sharedBytes: ((kilobytes('RssFile') ?? 0) + (kilobytes('RssShmem') ?? 0)) * 1024 }
}

/** Resident bytes of a tree: what each process has alone, and the largest shared part once (Postgres' backends share one pool). */
export function residentBytes(parts: readonly ResidentMemory[]): number {
  return parts.reduce((sum, each) => sum + each.ownBytes, 0) + Math.max(0, ...parts.map((each) => each.sharedBytes))
}

/**
 * A sampler that remembers the last processor time of each tree.
 * @returns a function from root pids to their use; null for a root that has ended, and everywhere without /proc.
 */
export function createUsageSampler(): (roots: readonly number[], nowMs: number) => (Usage | null)[] {
  let before = new Map<number, { ticks: number; atMs: number }>()
  return (roots, nowMs) => {
    if (process.platform !== 'linux') return roots.map(() => null)
    const stats = listProcesses()
    const byPid = new Map(stats.map((stat) => [stat.pid, stat]))
    const next: typeof before = new Map()
    const usages = roots.map((root) => {
      if (!byPid.has(root)) return null
      const tree = treeOf(root, stats)
      const ticks = tree.reduce((sum, pid) => sum + (byPid.get(pid)?.ticks ?? 0), 0)
      const last = before.get(root)
      next.set(root, { ticks, atMs: nowMs })
      const memory = tree.map((pid) => readOfProcess(`/proc/${pid}/status`)).map((text) => parseStatus(text ?? ''))
      const seconds = last === undefined ? 0 : (nowMs - last.atMs) / 1_000
      // A child that ended takes its ticks out of the sum: that is no negative use.
      const cpu = last === undefined || seconds <= 0 ? null : Math.max(0, ticks - last.ticks) / ticksPerSecond / seconds
      return { cpu, memoryBytes: residentBytes(memory.filter((each) => each !== null)) }
    })
    before = next
    return usages
  }
}
