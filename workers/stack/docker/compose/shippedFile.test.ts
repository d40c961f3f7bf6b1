/** The docker-compose.yml that Marsad ships: it is read whole, and its containers are set as the embedded services are. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { publishedAccounts } from '../../../../contract/loopbackEndpoints'
import { defaultSettings } from '../../../../contract/settings'
import { connectProperties } from '../../services/connect'
import { kafkaProperties } from '../../services/kafka'
import { describePostgres } from '../../services/postgres'
import { redisConfiguration } from '../../services/redis'
import { samplePlace } from '../../services/samplePlace'
import { enabledServices } from './enabledServices'
import type { ComposeProject, ComposeService } from './project'
import { readProject } from './readProject'
import { supportedKeys } from './supportedKeys'
import { startOrder } from './startOrder'

const root = resolve(import.meta.dirname, '../../../..')
const file = resolve(root, 'docker-compose.yml')
const ports = { ...defaultSettings.ports, internal: { controller: 9093, kafka: 9094, connect: 8084 } }
const place = samplePlace(ports)

let project: ComposeProject
beforeAll(async () => {
  project = await readProject({ file, environment: {}, projectName: 'marsad' })
})

function service(name: string): ComposeService {
  const found = project.services.get(name)
  if (found === undefined) throw new Error(`no service ${name}`)
  return found
}

/** name=value lines. */
const properties = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

/** Environment variables as the images of Kafka and Debezium turn them into properties. */
const asProperties = (from: ComposeService, prefix: string, but: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    [...from.environment]
      .filter(([name]) => name.startsWith(prefix) && !but.includes(name))
      .map(([name, value]) => [name.slice(prefix.length).toLowerCase().replaceAll('_', '.'), value]),
  )

const without = (from: Readonly<Record<string, string>>, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)))

describe('docker-compose.yml', () => {
  it('has the six services, Kafka UI only with the profile tools', () => {
    const names = (profiles: readonly string[]): string[] =>
      enabledServices(project, new Set(profiles)).map(({ name }) => name)
    expect(names([])).toEqual(['postgres', 'kafka', 'connect', 'clickhouse', 'redis'])
    expect(names(['tools'])).toEqual(['postgres', 'kafka', 'connect', 'clickhouse', 'redis', 'kafka-ui'])
    expect(
      startOrder(enabledServices(project, new Set(['tools']))).map((group) => group.map(({ name }) => name)),
    ).toEqual([['postgres', 'kafka', 'clickhouse', 'redis'], ['connect'], ['kafka-ui']])
    expect(project.unsetVariables).toEqual([])
  })

  it('pins every image, and takes another from a variable', async () => {
    const images = Object.fromEntries([...project.services.values()].map(({ name, image }) => [name, image]))
    expect(images).toMatchObject({
      postgres: 'postgres:18.6',
      kafka: `apache/kafka:${place.manifest.kafka.version}`,
      connect: `quay.io/debezium/connect:${place.manifest.kafka.debeziumVersion}`,
      clickhouse: 'clickhouse/clickhouse-server:26.7.3',
      // Not before 7.2.15: CVE-2025-49844, CVE-2026-23479 and the urgent release of July 2026.
      redis: 'redis:7.2.16',
    })
    const page = await readFile(resolve(root, 'docs/docker.md'), 'utf8')
    for (const image of Object.values(images)) expect(page, 'docs/docker.md says why').toContain(`\`${image}\``)
    for (const image of Object.values(images)) expect(image).toMatch(/:v?\d+\.\d+/)
    const variables = Object.fromEntries(
      [...project.services.keys()].map((name) => [
        `MARSAD_${name.toUpperCase().replace('-', '_')}_IMAGE`,
        `mirror/${name}:1.0`,
      ]),
    )
    const mirrored = await readProject({ file, environment: variables, projectName: 'marsad' })
    for (const { name, image } of mirrored.services.values()) expect(image).toBe(`mirror/${name}:1.0`)
  })

  it('publishes on the loopback only, on ports that variables change', async () => {
    const published = (from: ComposeProject): (number | null)[] =>
      [...from.services.values()].flatMap((one) => one.ports.map(({ hostPort }) => hostPort))
    for (const one of project.services.values()) {
      for (const port of one.ports) expect(port.hostAddress, one.name).toBe('127.0.0.1')
    }
    expect(published(project)).toEqual([5432, 9092, 8083, 8123, 9000, 6379, 8080])
    const names = ['POSTGRES', 'KAFKA', 'CONNECT', 'CLICKHOUSE', 'CLICKHOUSE_NATIVE', 'REDIS', 'KAFKA_UI']
    const environment = Object.fromEntries(names.map((name, index) => [`MARSAD_${name}_PORT`, String(20_000 + index)]))
    const moved = await readProject({ file, environment, projectName: 'marsad' })
    expect(published(moved)).toEqual(names.map((_, index) => 20_000 + index))
    // Kafka sends its clients to the published port, wherever that is.
    expect(moved.services.get('kafka')?.environment.get('KAFKA_ADVERTISED_LISTENERS')).toContain(
      'HOST://127.0.0.1:20001',
    )
  })

  it('keeps data in named volumes, bounds memory and logs, and asks every service for a real answer', () => {
    for (const one of project.services.values()) {
      expect(one.memoryBytes, one.name).toBeGreaterThan(128 * 1024 * 1024)
      expect(one.restart, one.name).toEqual({ kind: 'unless-stopped' })
      expect(one.stopGraceMs, one.name).toBeGreaterThanOrEqual(10_000)
      expect(one.healthcheck, one.name).toMatchObject({ kind: 'own', intervalMs: 5_000 })
      expect(one.logging?.options.get('max-size'), one.name).toBe('10m')
      for (const mount of one.mounts) expect(mount, one.name).toMatchObject({ kind: 'volume', readOnly: false })
    }
    expect([...project.services.values()].flatMap(({ mounts }) => mounts.map(({ source }) => source))).toEqual([
      ...project.volumes.keys(),
    ])
    expect(service('postgres').containerName).toBe('pg')
    expect(service('redis').containerName).toBe('redis')
    expect(service('connect').dependsOn.map((one) => [one.service, one.condition])).toEqual([
      ['postgres', 'service_healthy'],
      ['kafka', 'service_healthy'],
    ])
  })

  it('sets Postgres as the embedded one is', () => {
    const { args } = describePostgres(place).command
    const embedded = args.filter((_, index) => args[index - 1] === '-c')
    const own = ['listen_addresses', 'unix_socket_directories', 'hba_file']
    const [program, ...rest] = service('postgres').command ?? []
    expect(program).toBe('postgres')
    expect(rest.filter((_, index) => rest[index - 1] === '-c').sort()).toEqual(
      embedded.filter((setting) => !own.includes(setting.split('=')[0] ?? '')).sort(),
    )
    const { user, password, database } = place.endpoints.postgres
    expect(Object.fromEntries(service('postgres').environment)).toMatchObject({
      POSTGRES_USER: user,
      POSTGRES_PASSWORD: password,
      POSTGRES_DB: database,
    })
  })

  it('sets Kafka as the embedded one is, but for its addresses', () => {
    // There it has no accounts: who may reach it is inside its network, or on this machine through one published port.
    const own =
      /^(?:(?:advertised\.)?listeners|listener\.|log\.dirs|inter\.broker|sasl\.|authorizer\.|super\.users|allow\.)/
    const but = (all: Readonly<Record<string, string>>): Record<string, string> =>
      Object.fromEntries(Object.entries(all).filter(([name]) => !own.test(name)))
    const here = asProperties(service('kafka'), 'KAFKA_', ['KAFKA_HEAP_OPTS'])
    expect(but(here)).toEqual(but(properties(kafkaProperties(place, '/log'))))
    expect(here['advertised.listeners']).toBe('PLAINTEXT://kafka:9092,HOST://127.0.0.1:9092')
    expect(service('kafka').mounts[0]?.target).toBe(here['log.dirs'])
    // What the storage tool takes for a cluster id: 16 bytes.
    expect(Buffer.from(service('kafka').environment.get('CLUSTER_ID') ?? '', 'base64url')).toHaveLength(16)
  })

  it('sets Connect as the embedded one is, but for its addresses', () => {
    const connect = service('connect')
    // Debezium's image has names of its own for these.
    const ownNames: Readonly<Record<string, string>> = {
      BOOTSTRAP_SERVERS: 'bootstrap.servers',
      GROUP_ID: 'group.id',
      CONFIG_STORAGE_TOPIC: 'config.storage.topic',
      OFFSET_STORAGE_TOPIC: 'offset.storage.topic',
      STATUS_STORAGE_TOPIC: 'status.storage.topic',
      KEY_CONVERTER: 'key.converter',
      VALUE_CONVERTER: 'value.converter',
      OFFSET_FLUSH_INTERVAL_MS: 'offset.flush.interval.ms',
    }
    const here = {
      ...asProperties(connect, 'CONNECT_', []),
      ...Object.fromEntries(Object.entries(ownNames).map(([name, key]) => [key, connect.environment.get(name) ?? ''])),
    }
    const addresses = [
      'bootstrap.servers',
      'listeners',
      'rest.advertised.host.name',
      'rest.advertised.port',
      'plugin.path',
      // There the password of the connector's role is the published one.
      'config.providers',
      'config.providers.env.class',
      'config.providers.env.param.allowlist.pattern',
      // There Connect has no account and no door before it (docs/decisions/0035-door-before-connect.md).
      'rest.extension.classes',
      'admin.listeners',
      'connector.client.config.override.policy',
      'connector.client.config.override.allowlist',
      'topic.creation.enable',
    ]
    const embedded = Object.fromEntries(
      Object.entries(properties(connectProperties(place))).filter(([name]) => !/sasl\.|security\.protocol$/.test(name)),
    )
    expect(without(here, ...addresses)).toEqual(without(embedded, ...addresses))
    expect(here['bootstrap.servers']).toBe('kafka:9092')
  })

  it('sets Redis as the embedded one is', () => {
    const here = service('redis').command?.slice(1) ?? []
    const embedded = redisConfiguration(6379, '/data', '')
      .trim()
      .split('\n')
      .map((line) => line.replace(' ""', ' ').split(' '))
      .filter(([name = '']) => !['bind', 'port', 'dir', 'daemonize', 'logfile'].includes(name))
      // Nobody but the containers' own network reaches that one otherwise than through a port of its person.
      .filter(([name = '']) => !/^(user|protected-mode|enable-.*)$/.test(name))
    expect(here).toEqual(embedded.flatMap(([name, value]) => [`--${name ?? ''}`, value ?? '']))
  })

  it('sets ClickHouse and its account as the embedded one is', async () => {
    const source = await readFile(resolve(root, 'workers/clickhouse-host/engine/sessionArguments.ts'), 'utf8')
    const elements = (text: string): string[] => [...text.matchAll(/<(\w+)>([^<>\s]+)<\/\1>/g)].map(([whole]) => whole)
    const server = service('clickhouse').environment.get('MARSAD_SERVER_SETTINGS') ?? ''
    const wanted = elements(source)
    expect(wanted.length).toBeGreaterThan(10)
    expect(elements(server)).toEqual(expect.arrayContaining(wanted))
    const account = service('clickhouse').environment.get('MARSAD_ACCOUNT_SETTINGS') ?? ''
    const list = /const defaultSettings = \[([^\]]*)\]/.exec(source)?.[1] ?? ''
    const defaults = [...list.matchAll(/'--(\w+)=(\w+)'/g)]
      .map(([, name, value]) => `<${name ?? ''}>${value ?? ''}</${name ?? ''}>`)
      // Off on every server; the embedded engine alone has it on.
      .filter((element) => !element.includes('implicit_select'))
    expect(defaults.length).toBeGreaterThan(3)
    expect(elements(account).sort()).toEqual(defaults.sort())
    const { user, password } = publishedAccounts.clickhouse
    expect(Object.fromEntries(service('clickhouse').environment)).toMatchObject({
      CLICKHOUSE_USER: user,
      CLICKHOUSE_PASSWORD: password,
    })
  })
})

describe('docs/compose.md', () => {
  it('lists exactly the supported keys', async () => {
    const page = await readFile(resolve(root, 'docs/compose.md'), 'utf8')
    for (const [kind, keys] of Object.entries(supportedKeys)) {
      const table = page.split(`<!-- keys: ${kind} -->`)[1]?.split('<!-- keys:')[0] ?? ''
      const listed = [...table.matchAll(/^\| `(\w+)` +\|/gm)].map(([, key]) => key ?? '')
      expect(listed.sort(), kind).toEqual([...keys].sort())
    }
  })
})
