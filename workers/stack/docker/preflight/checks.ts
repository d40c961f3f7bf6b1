/** What is looked at before a start, one function a check. Pure: what they judge was asked before. */
import { MarsadError, type ErrorCode, type Failure } from '../../../../contract/errors'
import type { PreflightCheck } from '../../../../contract/snapshot'
import { neededRoom } from '../../data/diskRoom'
import type { ComposeService } from '../compose/project'
import type { EngineFacts } from '../discovery/probeDocker'
import { isLoopback } from './isLoopback'

/**
 * Of the engine's interface. Below the first a question of ours is not understood: `wait` for a removal (1.30), a health check's
 * start period (1.29), a volume's and network's labels as filters (1.25). The second is the oldest that the tests have run on;
 * between the two, statistics come a second later (`one-shot`, 1.41).
 */
export const neededApi = '1.30'
const triedApi = '1.41'

const mebi = 1024 * 1024
/** With less room left a start goes on, and a person should know: write-ahead logs, topics and tables grow. */
const wantedRoom = 2 * 1024 * mebi
/** What an image takes on the disk, roughly: an engine knows it only once it is there. */
const roomOfImage = 700 * mebi

/** Of the engine's version. @param name as people know it. */
export function checkEngine(facts: EngineFacts, name: string): PreflightCheck {
  const details = { name, api: facts.apiVersion }
  if (facts.os !== 'linux') {
    return failed('engine', details, [new MarsadError('docker_windows', { os: facts.os }).failure])
  }
  if (isOlder(facts.apiVersion, neededApi)) {
    const failure = new MarsadError('docker_old', { version: facts.version, api: facts.apiVersion, needed: neededApi })
    return failed('engine', { ...details, needed: neededApi }, [failure.failure])
  }
  if (isOlder(facts.apiVersion, triedApi)) return warn('engine', { ...details, needed: triedApi })
  return ok('engine', details)
}

function isOlder(version: string, than: string): boolean {
  const parts = (text: string): number[] => text.split('.').map(Number)
  const [major = 0, minor = 0] = parts(version)
  const [thanMajor = 0, thanMinor = 0] = parts(than)
  return major < thanMajor || (major === thanMajor && minor < thanMinor)
}

/** Of what the services may use together. @param total bytes of the engine's machine; 0 where it is not told. */
export function checkMemory(services: readonly Pick<ComposeService, 'memoryBytes'>[], total: number): PreflightCheck {
  const limits = services.reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0)
  const details = { needed: Math.ceil(limits / mebi), ...(total === 0 ? {} : { total: Math.floor(total / mebi) }) }
  // Limits are what they may use, not what they do.
  return total > 0 && total < limits ? warn('memory', details) : ok('memory', details)
}

/**
 * Of the disk that holds the engine's images and volumes.
 * @param free bytes; null where it cannot be looked at.
 * @param missing how many images have to be fetched.
 */
export function checkDisk(path: string, free: number | null, missing: number): PreflightCheck {
  const details = { ...(path === '' ? {} : { path }), ...(free === null ? {} : { free: Math.floor(free / mebi) }) }
  if (free === null) return ok('disk', details)
  if (free < neededRoom) return failed('disk', details, [new MarsadError('disk_full', { path }).failure])
  return free < wantedRoom + missing * roomOfImage ? warn('disk', details) : ok('disk', details)
}

/** A published port that somebody else holds. */
export interface HeldPort {
  readonly service: string
  readonly port: number
  /** Null: the system does not tell. */
  readonly owner: string | null
}

/** @param count of the ports that are to be published. */
export function checkPorts(count: number, held: readonly HeldPort[]): PreflightCheck {
  if (held.length === 0) return ok('ports', { count })
  const failures = held.map(
    ({ service, port, owner }) =>
      new MarsadError('port_taken', { service, port, ...(owner === null ? {} : { owner }) }).failure,
  )
  return failed('ports', { count: held.length, ports: held.map(({ port }) => port).join(', ') }, failures)
}

/** Before it, others on the same network segment reach ports that are published on 127.0.0.1 (moby/moby#45610). */
const guardedEngine = 28

/**
 * Who else reaches the published ports.
 * @param published of the services that are to run, each with the address that it is published on.
 */
export function checkExposure(
  facts: Pick<EngineFacts, 'name' | 'version'>,
  name: string,
  published: readonly { readonly port: number; readonly address: string }[],
): PreflightCheck {
  const open = published.filter(({ address }) => !isLoopback(address)).map(({ port }) => port)
  // Other makes count their versions another way.
  const isOld = facts.name === null && Number.parseInt(facts.version, 10) < guardedEngine
  if (published.length === 0 || (open.length === 0 && !isOld)) return ok('exposure', {})
  return warn('exposure', {
    ...(open.length === 0 ? {} : { ports: [...new Set(open)].join(', ') }),
    ...(isOld ? { old: name } : {}),
  })
}

const ofNames: readonly ErrorCode[] = [
  'container_name_taken',
  'network_name_taken',
  'volume_name_taken',
  'network_missing',
  'volume_missing',
  'network_differs',
]

/** @param failures of the plan ({@link planUp}), which knows every rule of names. */
export function checkNames(failures: readonly Failure[]): PreflightCheck {
  const clashes = failures.filter(({ code }) => ofNames.includes(code))
  return clashes.length === 0 ? ok('names', {}) : failed('names', { count: clashes.length }, clashes)
}

/**
 * @param images of the services, each once.
 * @param missing those that are not there.
 * @param failures of the plan: those of images that must not be fetched.
 */
export function checkImages(
  images: readonly string[],
  missing: readonly string[],
  failures: readonly Failure[],
): PreflightCheck {
  const lacking = failures.filter(({ code }) => code === 'image_missing')
  const details = { count: images.length, ...(missing.length === 0 ? {} : { missing: missing.length }) }
  return lacking.length === 0
    ? ok('images', details)
    : failed('images', { ...details, names: missing.join(', ') }, lacking)
}

const ok = (id: PreflightCheck['id'], details: PreflightCheck['details']): PreflightCheck => ({
  id,
  state: 'ok',
  details,
  failures: [],
})
const warn = (id: PreflightCheck['id'], details: PreflightCheck['details']): PreflightCheck => ({
  id,
  state: 'warn',
  details,
  failures: [],
})
const failed = (
  id: PreflightCheck['id'],
  details: PreflightCheck['details'],
  failures: readonly Failure[],
): PreflightCheck => ({ id, state: 'failed', details, failures: [...failures] })
