/** The processes of this machine, from /proc: Linux only. */
import { readdirSync, readFileSync } from 'node:fs'
import { hasCode } from '../hasCode'
import { parseProcessStat, type ProcessStat } from './processStat'

export function listProcesses(): ProcessStat[] {
  return numbered('/proc')
    .map((pid) => readOfProcess(`/proc/${pid}/stat`))
    .map((text) => (text === null ? null : parseProcessStat(text)))
    .filter((stat) => stat !== null)
}

/** A process and all that descend from it, as pids. */
export function treeOf(root: number, all: readonly Pick<ProcessStat, 'pid' | 'parent'>[]): number[] {
  const tree = [root]
  // `tree` grows while it is walked, until no child is left.
  for (const parent of tree)
    for (const each of all) if (each.parent === parent && each.pid !== root) tree.push(each.pid)
  return tree
}

/** Threads of a process, as their ids; none once it has ended. */
export const threadsOf = (pid: number): number[] => ended(() => numbered(`/proc/${pid}/task`)) ?? []

/** A file that the kernel keeps of a process or thread; null once that has ended. */
export const readOfProcess = (path: string): string | null => ended(() => readFileSync(path, 'utf8'))

const numbered = (folder: string): number[] =>
  readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

function ended<T>(read: () => T): T | null {
  try {
    return read()
  } catch (thrown) {
    // ESRCH: it ended between open and read.
    if (hasCode(thrown, 'ENOENT', 'ESRCH')) return null
    throw thrown
  }
}
