/**
 * `<data>/run/services.json`: which processes belong to this data folder. Written at once with each change, so that
 * whoever comes later (a restarted worker, the guardian, the next start) knows what to adopt or to end.
 * The guardian reads it too and stays small: nothing but node: here, so the file is checked by hand and not by zod.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { readLocalFile } from '../../../files/readLocalFile'
import type { ProcessIdentity } from '../../../common/process/identity'
import type { StopPlan } from '../process/endProcess'

export interface ServiceEntry {
  readonly process: ProcessIdentity
  readonly port: number
  /** Set when the preferred port was taken when this one was chosen. */
  readonly taken: { readonly wanted: number; readonly owner: string } | null
  readonly version: string | null
  /** Of the command and the files it was started with: another one must not be adopted. */
  readonly fingerprint: string
  /** When it was started, in milliseconds since the epoch. */
  readonly at: number
  readonly stop: StopPlan
  /** Services of rank 1 are ended first. */
  readonly stopRank: number
}

export interface ServicesFile {
  readonly format: 1
  /** The process whose end must end the services. */
  readonly owner: ProcessIdentity | null
  readonly guardian: ProcessIdentity | null
  /** The guardian is ending the services: wait for it before a new start. */
  readonly ending: boolean
  /** Ports that only the console's own parts use, by name: a service that still runs keeps its own. */
  readonly internalPorts: Readonly<Record<string, number>>
  /** By service name. */
  readonly services: Readonly<Record<string, ServiceEntry>>
}

export const noServices: ServicesFile = {
  format: 1,
  owner: null,
  guardian: null,
  ending: false,
  internalPorts: {},
  services: {},
}

/** What is found at the path; a file that is there and cannot be understood may be all that knew of servers which still run. */
export type FoundServices =
  | { readonly kind: 'absent' }
  /** `reason` in technical words, for a log. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** `lost`: names of services whose entries cannot be understood; they are not among `file.services`. */
  | { readonly kind: 'read'; readonly file: ServicesFile; readonly lost: readonly string[] }

/** Five services are some 4 KB. */
const servicesLimit = 1024 * 1024

/** @throws the system's error when it may not be read */
export function findServicesFile(path: string): FoundServices {
  const found = readLocalFile(path, { maxBytes: servicesLimit, links: 'refuse' })
  switch (found.kind) {
    case 'absent':
      return { kind: 'absent' }
    case 'unusable': {
      const { fault } = found
      const reason = fault.fault === 'kind' ? `not a regular file (${fault.kind})` : `over ${fault.maxBytes} bytes`
      return { kind: 'unreadable', reason }
    }
    case 'read':
      return parseServicesFile(found.bytes.toString('utf8'))
  }
}

/** @returns {@link noServices} where there is no file, or none that can be understood. @throws the system's error when it may not be read */
export function readServicesFile(path: string): ServicesFile {
  const found = findServicesFile(path)
  return found.kind === 'read' ? found.file : noServices
}

/** In one step (a rename): a reader never sees half a file. */
export function writeServicesFile(path: string, file: ServicesFile): void {
  const next = `${path}.${process.pid}.next`
  writeFileSync(next, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  renameSync(next, path)
}

export function parseServicesFile(text: string): Exclude<FoundServices, { kind: 'absent' }> {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return { kind: 'unreadable', reason: thrown.message }
    throw thrown
  }
  if (!isRecord(raw) || raw['format'] !== 1 || !isRecord(raw['services'])) {
    return { kind: 'unreadable', reason: 'of another format' }
  }
  const services: Record<string, ServiceEntry> = {}
  const lost: string[] = []
  for (const [name, each] of Object.entries(raw['services'])) {
    const entry = entryOf(each)
    if (entry === null) lost.push(name)
    else services[name] = entry
  }
  const file: ServicesFile = {
    format: 1,
    owner: identityOf(raw['owner']),
    guardian: identityOf(raw['guardian']),
    ending: raw['ending'] === true,
    internalPorts: portsOf(raw['internalPorts']),
    services,
  }
  return { kind: 'read', file, lost }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function identityOf(value: unknown): ProcessIdentity | null {
  if (!isRecord(value)) return null
  const { pid, startedAt } = value
  return typeof pid === 'number' && Number.isInteger(pid) && pid > 1 && typeof startedAt === 'string'
    ? { pid, startedAt }
    : null
}

function portsOf(value: unknown): Record<string, number> {
  if (!isRecord(value)) return {}
  const ports: Record<string, number> = {}
  for (const [name, port] of Object.entries(value)) if (typeof port === 'number') ports[name] = port
  return ports
}

function entryOf(value: unknown): ServiceEntry | null {
  if (!isRecord(value) || !isRecord(value['stop'])) return null
  const who = identityOf(value['process'])
  const { port, version, fingerprint, at, stopRank } = value
  const { signal, limitMs } = value['stop']
  if (who === null || typeof port !== 'number' || typeof fingerprint !== 'string' || typeof at !== 'number') return null
  if ((signal !== 'SIGTERM' && signal !== 'SIGINT') || typeof limitMs !== 'number') return null
  return {
    process: who,
    port,
    taken: takenOf(value['taken']),
    version: typeof version === 'string' ? version : null,
    fingerprint,
    at,
    stop: { signal, limitMs },
    stopRank: typeof stopRank === 'number' ? stopRank : 1,
  }
}

function takenOf(value: unknown): ServiceEntry['taken'] {
  if (!isRecord(value)) return null
  const { wanted, owner } = value
  return typeof wanted === 'number' && typeof owner === 'string' ? { wanted, owner } : null
}
