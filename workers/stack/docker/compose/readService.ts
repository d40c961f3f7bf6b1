import { dirname } from 'node:path'
import {
  byteSize,
  duration,
  fieldsOf,
  flag,
  isEmpty,
  listOf,
  mapOf,
  oneOf,
  pairs,
  parsed,
  positiveNumber,
  text,
  wholeNumber,
  wrong,
  type Read,
} from './fields'
import type { Lookup } from './interpolate'
import { mountSource, parseMount } from './parseMount'
import { parsePort, parsePortNumber } from './parsePort'
import type { ComposeService, Dependency, Healthcheck, Mount, PublishedPort, RestartPolicy } from './project'
import { shellWords } from './shellWords'
import { composeError, type Node, type Place } from './source'

/** How long a container may take to stop where its service says nothing. Source: Compose specification, "stop_grace_period". */
const usualGraceMs = 10_000
/** The network of services that name none. */
export const defaultNetwork = 'default'

/**
 * One service.
 * @param environment what an environment variable without a value is taken from.
 * @throws MarsadError compose_unsupported or compose_value, with file and line.
 */
export function readService(
  name: string,
  line: number,
  node: Node,
  place: Place,
  projectFile: string,
  environment: Lookup,
): ComposeService {
  const service = fieldsOf('service', node, place)
  const image = service.read('image', text)
  // Marsad builds no images: a service is what its image is.
  if (image === null || image === '')
    throw composeError('compose_value', { ...place, path: [...place.path, 'image'] }, line, { value: '' })
  return {
    name,
    line,
    image,
    pullPolicy: service.read('pull_policy', pullPolicy) ?? 'missing',
    containerName: service.read('container_name', text),
    hostname: service.read('hostname', text),
    user: service.read('user', text),
    workingDir: service.read('working_dir', text),
    init: service.read('init', flag) ?? false,
    command: service.read('command', words),
    entrypoint: service.read('entrypoint', words),
    environment: service.read('environment', pairs(environment)) ?? new Map(),
    labels:
      service.read(
        'labels',
        pairs(() => ''),
      ) ?? new Map(),
    ports: service.read('ports', listOf(port)) ?? [],
    mounts: service.read('volumes', listOf(mount(dirname(projectFile)))) ?? [],
    networks: service.read('networks', attachments) ?? new Map([[defaultNetwork, []]]),
    dependsOn: service.read('depends_on', dependencies) ?? [],
    healthcheck: service.read('healthcheck', healthcheck) ?? { kind: 'image' },
    restart: service.read('restart', parsed(restartPolicy)) ?? { kind: 'no' },
    stopSignal: service.read('stop_signal', text),
    stopGraceMs: service.read('stop_grace_period', duration) ?? usualGraceMs,
    memoryBytes: service.read('mem_limit', byteSize),
    cpus: service.read('cpus', positiveNumber),
    shmBytes: service.read('shm_size', byteSize),
    ulimits: service.read('ulimits', mapOf(ulimit)) ?? new Map(),
    logging: service.read('logging', logging),
    profiles: service.read('profiles', listOf(text)) ?? [],
  }
}

const pullPolicy = parsed((value) => {
  if (value === 'if_not_present') return 'missing'
  return value === 'always' || value === 'missing' || value === 'never' ? value : null
})

const words: Read<readonly string[]> = (node, place) =>
  node.kind === 'list' ? listOf(text)(node, place) : parsed(shellWords)(node, place)

const port: Read<PublishedPort> = (node, place) => {
  if (node.kind !== 'map') return { ...parsed(parsePort)(node, place), line: node.line }
  const long = fieldsOf('port', node, place)
  const containerPort = long.read('target', parsed(parsePortNumber))
  if (containerPort === null) throw wrong(node, place)
  return {
    containerPort,
    protocol: long.read('protocol', oneOf('tcp', 'udp')) ?? 'tcp',
    hostPort: long.read('published', parsed(parsePortNumber)),
    hostAddress: long.read('host_ip', text),
    line: node.line,
  }
}

const mount =
  (folder: string): Read<Mount> =>
  (node, place) => {
    if (node.kind !== 'map') return parsed((value) => parseMount(value, folder))(node, place)
    const long = fieldsOf('mount', node, place)
    const kind = long.read('type', oneOf('volume', 'bind'))
    const source = long.read('source', text)
    const target = long.read('target', text)
    if (kind === null || target?.startsWith('/') !== true || (kind === 'bind' && source === null))
      throw wrong(node, place)
    const readOnly = long.read('read_only', flag) ?? false
    // A path may be written without a leading dot here, where the type says that it is one.
    const path = source !== null && /^[./]/.test(source) ? source : `./${source ?? ''}`
    return kind === 'bind' ? { ...mountSource(path, folder), target, readOnly } : { kind, source, target, readOnly }
  }

const attachments: Read<Map<string, readonly string[]>> = (node, place) =>
  node.kind === 'list'
    ? new Map(listOf(text)(node, place).map((name) => [name, []]))
    : mapOf((value, where) =>
        isEmpty(value) ? [] : (fieldsOf('attachment', value, where).read('aliases', listOf(text)) ?? []),
      )(node, place)

const dependencies: Read<Dependency[]> = (node, place) => {
  if (node.kind === 'list') {
    return listOf(text)(node, place).map((service) => ({
      service,
      condition: 'service_started',
      required: true,
      restart: false,
    }))
  }
  const read = mapOf((value, where, service): Dependency => {
    const long = fieldsOf('dependency', value, where)
    const condition = long.read(
      'condition',
      oneOf('service_started', 'service_healthy', 'service_completed_successfully'),
    )
    return {
      service,
      condition: condition ?? 'service_started',
      required: long.read('required', flag) ?? true,
      restart: long.read('restart', flag) ?? false,
    }
  })
  return [...read(node, place).values()]
}

const healthcheck: Read<Healthcheck> = (node, place) => {
  const check = fieldsOf('healthcheck', node, place)
  const test = check.read('test', (value, where) => {
    if (value.kind !== 'list') return ['CMD-SHELL', text(value, where)]
    const list = listOf(text)(value, where)
    const [first, ...rest] = list
    const isRight =
      (first === 'NONE' && rest.length === 0) ||
      (first === 'CMD' && rest.length > 0) ||
      (first === 'CMD-SHELL' && rest.length === 1)
    if (!isRight) throw composeError('compose_value', where, value.line, { value: list.join(' ') })
    return list
  })
  if (check.read('disable', flag) === true || test?.[0] === 'NONE') return { kind: 'none' }
  return {
    kind: 'own',
    test,
    intervalMs: check.read('interval', duration),
    timeoutMs: check.read('timeout', duration),
    startPeriodMs: check.read('start_period', duration),
    retries: check.read('retries', wholeNumber),
  }
}

function restartPolicy(value: string): RestartPolicy | null {
  if (value === 'no' || value === 'always' || value === 'unless-stopped') return { kind: value }
  const found = /^on-failure(?::(\d+))?$/.exec(value)
  if (found === null) return null
  return { kind: 'on-failure', most: found[1] === undefined ? null : Number(found[1]) }
}

const ulimit: Read<{ soft: number; hard: number }> = (node, place) => {
  if (node.kind !== 'map') {
    const both = wholeNumber(node, place)
    return { soft: both, hard: both }
  }
  const limits = fieldsOf('ulimit', node, place)
  const soft = limits.read('soft', wholeNumber)
  const hard = limits.read('hard', wholeNumber)
  if (soft === null || hard === null) throw wrong(node, place)
  return { soft, hard }
}

const logging: Read<NonNullable<ComposeService['logging']>> = (node, place) => {
  const settings = fieldsOf('logging', node, place)
  const driver = settings.read('driver', text)
  if (driver === null) throw wrong(node, place)
  return {
    driver,
    options:
      settings.read(
        'options',
        pairs(() => ''),
      ) ?? new Map(),
  }
}
