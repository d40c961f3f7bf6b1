/** services.json as the worker keeps it: in memory, and on disk with each change. */
import { describeCause } from '../../../contract/errors'
import type { LogLevel } from '../../../contract/commands'
import type { ServiceName } from '../../../contract/snapshot'
import { findServicesFile, noServices, writeServicesFile, type ServiceEntry, type ServicesFile } from './servicesFile'

export interface Registry {
  read(): ServicesFile
  get(name: ServiceName): ServiceEntry | undefined
  /** @throws when it cannot be written: a service that nobody knows of must not run. */
  put(name: ServiceName, entry: ServiceEntry): void
  /** Never throws: a version that is not on disk is asked for again. */
  setVersion(name: ServiceName, version: string | null): void
  /** Never throws: an entry that stays names a process that has ended, which readers recognise. */
  remove(name: ServiceName): void
  change(change: Partial<Omit<ServicesFile, 'format' | 'services'>>): void
}

/** @param log gets a line for what of the file cannot be understood, and for a change that could not be written. */
export function openRegistry(path: string, log: (level: LogLevel, text: string) => void): Registry {
  let file = readOrWarn(path, log)
  const write = (next: ServicesFile): void => {
    writeServicesFile(path, next)
    file = next
  }
  const writeIfPossible = (next: ServicesFile): void => {
    file = next
    try {
      writeServicesFile(path, file)
    } catch (thrown) {
      log('warn', `${path} could not be written: ${describeCause(thrown)}`)
    }
  }
  return {
    read: () => file,
    get: (name) => file.services[name],
    put: (name, entry) => write({ ...file, services: { ...file.services, [name]: entry } }),
    setVersion(name, version) {
      const entry = file.services[name]
      if (entry === undefined || entry.version === version) return
      writeIfPossible({ ...file, services: { ...file.services, [name]: { ...entry, version } } })
    },
    remove(name) {
      const { [name]: gone, ...services } = file.services
      if (gone !== undefined) writeIfPossible({ ...file, services })
    },
    change: (change) => write({ ...file, ...change }),
  }
}

/** Servers that the file no longer names are found by the files they hold (leftovers/). */
function readOrWarn(path: string, log: (level: LogLevel, text: string) => void): ServicesFile {
  const found = findServicesFile(path)
  if (found.kind === 'unreadable') log('warn', `${path} cannot be understood: ${found.reason}`)
  if (found.kind !== 'read') return noServices
  if (found.lost.length > 0) log('warn', `${path}: the entries of ${found.lost.join(', ')} cannot be understood`)
  return found.file
}
