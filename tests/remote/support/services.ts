/**
 * The five services as a company runs them, on loopback: Postgres that lets nobody in without TLS, three Kafka brokers behind
 * SASL_SSL (SCRAM), Connect and ClickHouse behind TLS fronts, a Redis Cluster of three masters with TLS and a password.
 */
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { RemoteProfile, Secrets } from '../../../contract/remote'
import { runtimeManifestSchema, type RuntimeManifest } from '../../../contract/runtime'
import { serviceAccount, type Account } from '../../../workers/stack/data/account'
import { newClusterId } from '../../../workers/stack/services/kafka'
import { jvmArguments, readJars, readJvmRecipe, type JvmProgram } from '../../../workers/stack/services/jvmRecipe'
import { chattyClients, log4j2Properties } from '../../../workers/stack/services/log4j2'
import { propertiesFile } from '../../../workers/stack/services/propertiesFile'
import { projectRoot } from '../../support/cli'
import { freePorts } from '../../support/freePorts'
import { waitFor } from '../../support/waitFor'
import { makeCertificates, type Certificates } from './certificates'
import { endService, runTool, startService, type Service, type ServiceCommand } from './child'
import { openTlsFront, type TlsFront } from './tlsFront'

/** Passwords with letters that quoting, escaping and URLs trip over. */
export const secrets: Secrets & Record<'postgres' | 'debezium' | 'kafka' | 'connect' | 'clickhouse' | 'redis', string> =
  {
    postgres: `pg-Geheim'"%&?/1`,
    debezium: `dbz-Geheim'"%&?/2`,
    kafka: 'kafka-Geheim-3',
    connect: 'connect-Geheim:4',
    clickhouse: `ch-Geheim'"%&?5`,
    redis: 'redis-Geheim-6',
  }

export interface RemoteServices {
  readonly profile: RemoteProfile
  readonly certificates: Certificates
  /** The processes, for a test that ends one. */
  readonly services: ReadonlyMap<string, Service>
  readonly stop: () => Promise<void>
}

interface Ground {
  readonly folder: string
  readonly manifest: RuntimeManifest
  readonly certificates: Certificates
  readonly account: Account | null
  readonly start: (name: string, command: ServiceCommand) => Service
}

const startLimitMs = 60_000

/** Starts everything below `folder`, which all may enter; each service on free ports. Rejects, with nothing left, when one fails. */
export async function startRemoteServices(folder: string, manifestPath: string): Promise<RemoteServices> {
  const manifest = runtimeManifestSchema.parse(JSON.parse(await readFile(manifestPath, 'utf8')))
  const account = serviceAccount()
  const services = new Map<string, Service>()
  const fronts: TlsFront[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(fronts.map((front) => front.close()))
    const ended = (names: RegExp, signal: NodeJS.Signals): Promise<unknown> =>
      Promise.all([...services.values()].filter(({ name }) => names.test(name)).map((each) => endService(each, signal)))
    await ended(/^(?:connect|clickhouse)$/, 'SIGTERM')
    // Brokers of a quorum wait for each other when they end one by one.
    await Promise.all([ended(/^kafka/, 'SIGKILL'), ended(/^redis/, 'SIGKILL'), ended(/^postgres$/, 'SIGINT')])
  }
  try {
    const certificates = await makeCertificates(folder)
    const start = (name: string, command: ServiceCommand): Service => {
      const service = startService(name, command)
      services.set(name, service)
      return service
    }
    const ground: Ground = { folder, manifest, certificates, account, start }
    const trust = { caFile: certificates.authority, servername: null }
    const [postgresPort, redisPorts, { brokers, inside, connect }, clickhouse] = await Promise.all([
      startPostgres(ground),
      startRedis(ground),
      startKafka(ground),
      startClickhouse(ground),
    ])
    const [connectPort = 0, clickhousePort = 0] = await freePorts(2)
    fronts.push(
      await openTlsFront(certificates, connectPort, connect, { user: 'marsad', password: secrets.connect }),
      await openTlsFront(certificates, clickhousePort, clickhouse, null),
    )
    return {
      services,
      certificates,
      stop,
      profile: {
        postgres: { host: '127.0.0.1', port: postgresPort, database: 'appdb', user: 'app', tls: trust },
        debezium: { user: 'dbz_remote', caFile: certificates.authority },
        kafka: { brokers, tls: trust, sasl: { mechanism: 'scram-sha-512', username: 'marsad' } },
        connect: { url: `https://127.0.0.1:${connectPort}`, user: 'marsad', tls: trust },
        clickhouse: { url: `https://localhost:${clickhousePort}`, user: 'ch', cluster: null, tls: trust },
        redis: {
          nodes: redisPorts.map((port) => ({ host: '127.0.0.1', port })),
          cluster: true,
          username: null,
          password: true,
          tls: trust,
        },
        // The embedded ClickHouse's Kafka client was built with neither TLS nor SCRAM.
        inside: { kafka: { brokers: inside, tls: false, sasl: { mechanism: 'plain', username: 'clickhouse' } } },
      },
    }
  } catch (thrown) {
    const told = [...services.values()].map(({ name, output }) => `--- ${name}\n${output().slice(-3_000)}`).join('\n')
    await stop()
    throw new Error(`the remote services did not start\n${told}`, { cause: thrown })
  }
}

async function startPostgres({ folder, manifest, certificates, account, start }: Ground): Promise<number> {
  const [port = 0] = await freePorts(1)
  const home = join(folder, 'postgres')
  const data = join(home, 'data')
  const password = join(home, 'password')
  const key = join(home, 'server.key')
  await mkdir(home, { mode: 0o700 })
  await writeFile(password, secrets.postgres, { mode: 0o600 })
  await writeFile(key, await readFile(certificates.key), { mode: 0o600 })
  if (account !== null) {
    for (const path of [home, password, key]) await chown(path, account.uid, account.gid)
  }
  const command = (tool: string, args: readonly string[]): ServiceCommand => ({
    file: join(manifest.postgres.bin, tool),
    args,
    cwd: folder,
    account,
  })
  const made = ['--username=app', `--pwfile=${password}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C']
  await runTool('initdb', command('initdb', [`--pgdata=${data}`, ...made, '--no-instructions']))
  await writeFile(
    join(data, 'pg_hba.conf'),
    ['hostssl all all 127.0.0.1/32 scram-sha-256', 'hostssl replication all 127.0.0.1/32 scram-sha-256', ''].join('\n'),
  )
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    wal_level: 'logical',
    fsync: 'off',
    shared_buffers: '32MB',
    io_method: 'sync',
    timezone: 'UTC',
    ssl: 'on',
    ssl_cert_file: certificates.certificate,
    ssl_key_file: key,
    log_statement: 'all',
    // Longer than any statement here: what is asked with values is logged with them, so that a test can look for secrets.
    log_parameter_max_length: '-1',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  start('postgres', command('postgres', ['-D', data, '-p', String(port), ...flags]))
  await waitFor(
    'Postgres',
    async () => {
      const ssl = { ca: await readFile(certificates.authority, 'utf8') }
      const client = new pg.Client({
        ...{ host: 'localhost', port, user: 'app', password: secrets.postgres, database: 'postgres' },
        ssl,
      })
      try {
        await client.connect()
        return true
      } finally {
        await client.end()
      }
    },
    startLimitMs,
  )
  return port
}

async function startRedis({ folder, manifest, certificates, start }: Ground): Promise<readonly number[]> {
  const ports = await freePorts(6)
  const nodes = ports.slice(0, 3).map((port, index) => ({ port, bus: ports[index + 3] ?? 0 }))
  for (const { port, bus } of nodes) {
    const home = join(folder, `redis-${port}`)
    await mkdir(home)
    const configuration = join(home, 'redis.conf')
    const lines = [
      'bind 127.0.0.1',
      'port 0',
      `tls-port ${port}`,
      `tls-cert-file ${certificates.certificate}`,
      `tls-key-file ${certificates.key}`,
      `tls-ca-cert-file ${certificates.authority}`,
      'tls-auth-clients no',
      'tls-cluster yes',
      'tls-replication yes',
      'cluster-enabled yes',
      `cluster-port ${bus}`,
      'cluster-announce-ip 127.0.0.1',
      `requirepass ${secrets.redis}`,
      `masterauth ${secrets.redis}`,
      'save ""',
      `dir ${home}`,
    ]
    await writeFile(configuration, `${lines.join('\n')}\n`)
    start(`redis-${port}`, { file: manifest.redis.server, args: [configuration], cwd: home })
  }
  const ca = await readFile(certificates.authority, 'utf8')
  const clients = nodes.map(({ port }) => new Redis({ port, password: secrets.redis, tls: { ca } }))
  try {
    for (const client of clients) client.on('error', () => undefined)
    await waitFor('the Redis nodes', () => Promise.all(clients.map((client) => client.ping())), startLimitMs)
    const slots = 16_384
    for (const [index, client] of clients.entries()) {
      const first = Math.floor((index * slots) / 3)
      const last = Math.floor(((index + 1) * slots) / 3) - 1
      await client.call('CLUSTER', 'ADDSLOTSRANGE', String(first), String(last))
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
    }
    for (const { port, bus } of nodes.slice(1)) {
      await clients[0]?.call('CLUSTER', 'MEET', '127.0.0.1', String(port), String(bus))
    }
    await waitFor('the Redis Cluster', async () => {
      const told = await Promise.all(clients.map((client) => client.call('CLUSTER', 'INFO')))
      return told.every((info) => /cluster_state:ok[^]*cluster_known_nodes:3/.test(String(info)))
    })
  } finally {
    for (const client of clients) client.disconnect()
  }
  return ports.slice(0, 3)
}

async function startKafka(ground: Ground): Promise<{ brokers: string[]; inside: string[]; connect: number }> {
  const { folder, manifest, certificates, start } = ground
  const jvm = readJvmRecipe(join(projectRoot, 'runtime', 'jvm.json'))
  const jars = await readJars(manifest.kafka.libs)
  const logging = join(folder, 'log4j2.properties')
  await writeFile(logging, log4j2Properties(chattyClients))
  const java = (program: JvmProgram, args: readonly string[]): ServiceCommand => ({
    file: manifest.java,
    args: jvmArguments(jvm, program, manifest.kafka.archives, jars, {
      properties: { 'log4j2.configurationFile': logging, 'log4j2.disableJmx': 'true' },
      args,
    }),
    env: jvm.environment,
    cwd: folder,
  })
  const ports = await freePorts(13)
  const nodes = [1, 2, 3].map((id) => {
    const [client = 0, inside = 0, clear = 0, controller = 0] = ports.slice((id - 1) * 4, id * 4)
    return { id, client, inside, clear, controller }
  })
  const scram = `org.apache.kafka.common.security.scram.ScramLoginModule required username="marsad" password="${secrets.kafka}";`
  const trust = {
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': certificates.truststore,
  }
  const clusterId = newClusterId()
  await Promise.all(
    nodes.map(async ({ id, client, inside, clear, controller }) => {
      const properties = join(folder, `kafka-${id}.properties`)
      await writeFile(
        properties,
        propertiesFile({
          'process.roles': 'broker,controller',
          'node.id': id,
          'controller.quorum.voters': nodes.map((each) => `${each.id}@127.0.0.1:${each.controller}`).join(','),
          listeners: [
            `CLIENT://127.0.0.1:${client}`,
            `INSIDE://127.0.0.1:${inside}`,
            `CLEAR://127.0.0.1:${clear}`,
            `CONTROLLER://127.0.0.1:${controller}`,
          ].join(','),
          'advertised.listeners': `CLIENT://127.0.0.1:${client},INSIDE://127.0.0.1:${inside},CLEAR://127.0.0.1:${clear}`,
          'listener.security.protocol.map':
            'CLIENT:SASL_SSL,INSIDE:SASL_PLAINTEXT,CLEAR:PLAINTEXT,CONTROLLER:PLAINTEXT',
          'controller.listener.names': 'CONTROLLER',
          'inter.broker.listener.name': 'CLEAR',
          'listener.name.client.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
          'listener.name.inside.sasl.enabled.mechanisms': 'PLAIN',
          'listener.name.inside.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_clickhouse="${secrets.kafka}";`,
          'listener.name.client.scram-sha-512.sasl.jaas.config':
            'org.apache.kafka.common.security.scram.ScramLoginModule required;',
          'ssl.keystore.type': 'PKCS12',
          'ssl.keystore.location': certificates.keystore,
          'ssl.keystore.password': certificates.storePassword,
          ...trust,
          'log.dirs': join(folder, `kafka-${id}`),
          'auto.create.topics.enable': false,
          'default.replication.factor': 3,
          'min.insync.replicas': 2,
          'offsets.topic.replication.factor': 3,
          'offsets.topic.num.partitions': 3,
          'transaction.state.log.replication.factor': 3,
          'transaction.state.log.min.isr': 2,
          'transaction.state.log.num.partitions': 3,
          'share.coordinator.state.topic.num.partitions': 1,
          'group.initial.rebalance.delay.ms': 0,
          'group.min.session.timeout.ms': 2_000,
          'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
        }),
      )
      const user = `SCRAM-SHA-512=[name=marsad,password=${secrets.kafka}]`
      await runTool(
        `format ${id}`,
        java('storageTool', ['format', '-t', clusterId, '-c', properties, '--add-scram', user]),
      )
      start(`kafka-${id}`, java('kafka', [properties]))
    }),
  )
  const brokers = nodes.map(({ client }) => `127.0.0.1:${client}`)
  const connect = ports[12] ?? 0
  const secured = {
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': 'SCRAM-SHA-512',
    'sasl.jaas.config': scram,
    ...trust,
  }
  const prefixed = (prefix: string): Record<string, string> =>
    Object.fromEntries(Object.entries(secured).map(([name, value]) => [`${prefix}.${name}`, value]))
  const converter = 'org.apache.kafka.connect.json.JsonConverter'
  const properties = join(folder, 'connect.properties')
  await writeFile(
    properties,
    propertiesFile({
      'bootstrap.servers': brokers.join(','),
      ...secured,
      ...prefixed('producer'),
      ...prefixed('consumer'),
      ...prefixed('admin'),
      'group.id': 'connect',
      listeners: `http://127.0.0.1:${connect}`,
      'rest.advertised.host.name': '127.0.0.1',
      'plugin.path': manifest.kafka.plugins,
      'plugin.discovery': 'service_load',
      'key.converter': converter,
      'value.converter': converter,
      'exactly.once.source.support': 'enabled',
      'config.storage.topic': 'connect-configs',
      'offset.storage.topic': 'connect-offsets',
      'offset.storage.partitions': 1,
      'status.storage.topic': 'connect-status',
      'status.storage.partitions': 1,
      'offset.flush.interval.ms': 1_000,
      'scheduled.rebalance.max.delay.ms': 0,
    }),
  )
  start('connect', java('connect', [properties]))
  await waitFor(
    'Kafka Connect',
    async () => (await fetch(`http://127.0.0.1:${connect}/connectors`)).ok,
    startLimitMs,
    200,
  )
  return { brokers, inside: nodes.map((node) => `127.0.0.1:${node.inside}`), connect }
}

async function startClickhouse({ folder, manifest, start }: Ground): Promise<number> {
  const [port = 0] = await freePorts(1)
  const home = join(folder, 'clickhouse')
  await mkdir(home)
  start('clickhouse', {
    file: manifest.node,
    args: [join(projectRoot, 'out/main/clickhouse-host.js'), '--port', String(port), '--path', home, '--forwarded'],
    env: {
      MARSAD_CLICKHOUSE_USER: 'ch',
      MARSAD_CLICKHOUSE_PASSWORD: secrets.clickhouse,
      UV_THREADPOOL_SIZE: '16',
    },
    cwd: dirname(home),
  })
  await waitFor('ClickHouse', async () => (await fetch(`http://127.0.0.1:${port}/ping`)).ok, startLimitMs)
  return port
}
