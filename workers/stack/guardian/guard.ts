/**
 * What the guardian does: it watches the process that owns the services, and when that is gone it ends them.
 *
 *   watching ─▶ orphaned (the owner is gone) ─▶ ending ─▶ done
 *      ▲            │ a new live owner has been entered within {@link graceMs}
 *      └────────────┘
 */
import { setTimeout as delay } from 'node:timers/promises'
import {
  noServices,
  readServicesFile,
  writeServicesFile,
  type ServiceEntry,
  type ServicesFile,
} from '../data/servicesFile'
import { endProcess } from '../process/endProcess'
import { isAlive, type ProcessIdentity } from '../../../common/process/identity'

const pollMs = 250
/** How long the services outlive their owner, so that a new one may take them over, in milliseconds. */
export const graceMs = 3_000

/** Ends when the services have been ended, or when this process is no longer the guardian of the file. */
export async function guard(path: string, self: number, log: (text: string) => void): Promise<void> {
  let last: ServicesFile = noServices
  let orphanedAt: number | null = null
  for (;;) {
    const read = readServicesFile(path)
    // The file is gone with its folder: what it said last still runs.
    const file = read.owner === null && read.guardian === null && last.owner !== null ? last : read
    if (file.guardian !== null && file.guardian.pid !== self) return
    if (file.owner !== null) {
      last = file
      if (isAlive(file.owner)) orphanedAt = null
      else orphanedAt ??= performance.now()
      if (orphanedAt !== null && performance.now() - orphanedAt >= graceMs) {
        await endAll(path, file, log)
        return
      }
    }
    await delay(pollMs)
  }
}

async function endAll(path: string, file: ServicesFile, log: (text: string) => void): Promise<void> {
  log(`the owner (pid ${file.owner?.pid ?? 0}) is gone: ending ${Object.keys(file.services).join(', ') || 'nothing'}`)
  mark(path, { ...file, ending: true }, log)
  for (const rank of ranksOf(Object.values(file.services))) {
    const inRank = Object.entries(file.services).filter(([, entry]) => entry.stopRank === rank)
    await Promise.all(
      inRank.map(async ([name, entry]) => log(`${name} (pid ${entry.process.pid}): ${await endEntry(entry)}`)),
    )
  }
  mark(path, noServices, log)
}

/** In the order in which they are to be ended. */
export function ranksOf(entries: readonly Pick<ServiceEntry, 'stopRank'>[]): number[] {
  return [...new Set(entries.map((entry) => entry.stopRank))].sort((a, b) => a - b)
}

function endEntry(entry: { process: ProcessIdentity; stop: ServiceEntry['stop'] }): ReturnType<typeof endProcess> {
  return endProcess(entry.process, entry.stop)
}

/** A folder that is gone or full must not keep the services alive. */
function mark(path: string, file: ServicesFile, log: (text: string) => void): void {
  try {
    writeServicesFile(path, file)
  } catch (thrown) {
    log(`${path} could not be written: ${String(thrown)}`)
  }
}
