/** Which processes hold the stores of a data folder, whatever any file says of them. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { serviceNames, type ServiceName } from '../../../contract/snapshot'
import { hasCode } from '../../../common/hasCode'
import { identify, type ProcessIdentity } from '../../../common/process/identity'
import { listProcesses, readOfProcess } from '../../../common/process/processes'
import type { DataFolder } from '../data/dataFolder'

export interface StoreHolder {
  readonly process: ProcessIdentity
  readonly service: ServiceName
  /** The program's name, as the system shows it. */
  readonly program: string
  /** Whether it is the service's own program: an editor or a shell in the folder is not. */
  readonly server: boolean
}

/** How the command line of each service's program looks. */
const programs: Readonly<Record<ServiceName, RegExp>> = {
  postgres: /(^|\/)(postgres|initdb)(:| |$)/,
  kafka: / kafka\.(Kafka|tools\.StorageTool) /,
  connect: / org\.apache\.kafka\.connect\.cli\.ConnectDistributed /,
  clickhouse: /\/clickhouse-host\.js /,
  redis: /(^|\/)(redis|valkey)-server /,
}

/**
 * Processes that work in a store's folder or write to a file of it; of a tree only the first. A reader holds nothing.
 * Those of other accounts are seen by root only. Without /proc, what the command lines name is all that is known.
 */
export function storeHolders(folder: DataFolder): StoreHolder[] {
  const places = serviceNames.flatMap((service) =>
    [folder.store(service), join(folder.run, service)].flatMap((path) => {
      const real = realPathOf(path)
      return [path, ...(real === null || real === path ? [] : [real])].map((place) => ({ service, path: place }))
    }),
  )
  return process.platform === 'linux' ? holdersOnLinux(places) : holdersByPs(places)
}

interface Place {
  readonly service: ServiceName
  readonly path: string
}

function holdersOnLinux(places: readonly Place[]): StoreHolder[] {
  const all = listProcesses()
  const held = new Map<number, ServiceName>()
  for (const { pid } of all) {
    if (pid === process.pid) continue
    const service = placeOf(linkOf(`/proc/${pid}/cwd`), places) ?? writtenPlace(pid, places) ?? namedPlace(pid, places)
    if (service !== null) held.set(pid, service)
  }
  return all.flatMap(({ pid, parent, name }) => {
    const service = held.get(pid)
    if (service === undefined || held.get(parent) === service) return []
    return holderOf(pid, service, name, (readOfProcess(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' '))
  })
}

function holdersByPs(places: readonly Place[]): StoreHolder[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' }).split('\n')
  return lines.flatMap((line) => {
    const [, pid = '', command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
    const place = places.find(({ path }) => command.includes(path))
    if (place === undefined || Number(pid) === process.pid) return []
    return holderOf(Number(pid), place.service, command.split(' ')[0] ?? command, `${command} `)
  })
}

function holderOf(pid: number, service: ServiceName, program: string, command: string): StoreHolder[] {
  const who = identify(pid)
  return who === null ? [] : [{ process: who, service, program, server: programs[service].test(command) }]
}

/** A service whose command line names a file of its run folder: a JVM that may not read its working folder leaves it at its start. */
function namedPlace(pid: number, places: readonly Place[]): ServiceName | null {
  const command = (readOfProcess(`/proc/${pid}/cmdline`) ?? '').split('\0')
  const service = command.map((argument) => placeOf(argument, places)).find((place) => place !== null) ?? null
  return service !== null && programs[service].test(`${command.join(' ')} `) ? service : null
}

/** The store of the first file that a process has open for writing. */
function writtenPlace(pid: number, places: readonly Place[]): ServiceName | null {
  for (const fd of listOf(`/proc/${pid}/fd`)) {
    const service = placeOf(linkOf(`/proc/${pid}/fd/${fd}`), places)
    if (service === null) continue
    // The flags of open(2) in octal; the last two bits are 0 for a file that is only read.
    const flags = /^flags:\s*([0-7]+)/m.exec(readOfProcess(`/proc/${pid}/fdinfo/${fd}`) ?? '')?.[1] ?? '0'
    if ((Number.parseInt(flags, 8) & 3) !== 0) return service
  }
  return null
}

/** The kernel marks what was deleted under a process: it is held all the same. */
function placeOf(link: string, places: readonly Place[]): ServiceName | null {
  const path = link.replace(/ \(deleted\)$/, '')
  return places.find((place) => path === place.path || path.startsWith(`${place.path}/`))?.service ?? null
}

/** Processes end, and other accounts' ones are closed to us, while they are read. */
const unseen = ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'] as const

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (thrown) {
    if (hasCode(thrown, ...unseen)) return otherwise
    throw thrown
  }
}
const linkOf = (path: string): string => orElse(() => readlinkSync(path), '')
const listOf = (path: string): string[] => orElse(() => readdirSync(path), [])

/** The path without links, also of a folder that is gone: then of its nearest parent that is there. Null without any. */
function realPathOf(path: string): string | null {
  for (let parent = path, rest = ''; ;) {
    const real = orElse(() => realpathSync(parent), null)
    if (real !== null) return join(real, rest)
    const above = join(parent, '..')
    if (above === parent) return null
    rest = join(parent.slice(above.length), rest)
    parent = above
  }
}
