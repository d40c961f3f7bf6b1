/**
 * `<data>/run/services.json`: which processes belong to this data folder. Written at once with each change, so that
 * whoever comes later (a restarted worker, the guardian, the next start) knows what to adopt or to end.
 * The guardian reads it too and stays small: nothing but node: here, so the file is checked by hand and not by zod.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { ProcessIdentity } from '../../shared/process/identity'
import type { StopPlan } from '../process/endProcess'
import { hasCode } from '../../shared/hasCode'

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

/** @returns {@link noServices} where there is no file, or none that can be understood: it describes processes, not data. */
export function readServicesFile(path: string): ServicesFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return noServices
    throw thrown
  }
  return parseServicesFile(text)
}

/** In one step (a rename): a reader never sees half a file. */
export function writeServicesFile(path: string, file: ServicesFile): void {
  const next = `${path}.${process.pid}.next`
  writeFileSync(next, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  renameSync(next, path)
}

export function parseServicesFile(text: string): ServicesFile {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return noServices
    throw thrown
  }
  if (!isRecord(raw) || raw['format'] !== 1 || !isRecord(raw['services'])) return noServices
  const services: Record<string, ServiceEntry> = {}
  for (const [name, each] of Object.entries(raw['services'])) {
    const entry = entryOf(each)
    if (entry !== null) services[name] = entry
  }
  return {
    format: 1,
    owner: identityOf(raw['owner']),
    guardian: identityOf(raw['guardian']),
    ending: raw['ending'] === true,
    internalPorts: portsOf(raw['internalPorts']),
    services,
  }
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
