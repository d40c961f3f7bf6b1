import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { passwordsOf } from '../../../contract/passwordsOf'
import { connectorConfig } from '../../pipeline/connector/connectorConfig'
import { serviceNames } from '../../../contract/snapshot'
import { connectProperties } from './connect'
import { describeServices } from './describeServices'
import { scrubbedEnvironment } from './environment'
import { kafkaProperties, newClusterId } from './kafka'
import { propertiesFile } from './propertiesFile'
import { redisConfiguration } from './redis'
import { samplePlace } from './samplePlace'

const ports = {
  postgres: 15432,
  kafka: 19092,
  connect: 18083,
  clickhouse: 18123,
  redis: 16379,
  internal: { controller: 19093, kafka: 19094, connect: 18084 },
}
const place = samplePlace(ports)

/** As Java reads it, for values without escapes. */
function parse(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

describe('descriptions of the services', () => {
  it.each(serviceNames)('%s listens on its port, on the loopback only', (name) => {
    const { port, door, command, files } = describeServices[name](place)
    expect(port).toBe(ports[name])
    const everything = [...command.args, ...files.map(({ text }) => text)].join(' ')
    expect(everything).toContain(String(door?.innerPort ?? port))
    expect(everything).not.toMatch(/0\.0\.0\.0|localhost|\*:/)
  })

  it.each(serviceNames)('%s is given no secret on its command line and nothing of our environment', (name) => {
    const { command } = describeServices[name](place)
    expect(command.args.join(' ')).not.toMatch(/chpw|dbz/)
    for (const secret of passwordsOf(place.endpoints).filter((each) => each.length > 4))
      expect(command.args.join(' ')).not.toContain(secret)
    expect(Object.keys(command.env)).not.toContain('NODE_OPTIONS')
  })

  it('runs each as the account of the services, and only Postgres where root wants the others for itself', () => {
    const accounts = (asRoot: boolean): unknown[] =>
      serviceNames.map((name) => describeServices[name]({ ...place, asRoot }).command.account)
    expect(accounts(false)).toEqual(serviceNames.map(() => place.account))
    expect(accounts(true)).toEqual(serviceNames.map((name) => (name === 'postgres' ? place.account : null)))
  })

  it('stops what uses Kafka and Postgres before them', () => {
    const ranks = Object.fromEntries(serviceNames.map((name) => [name, describeServices[name](place).stopRank]))
    expect(ranks).toEqual({ postgres: 2, kafka: 2, connect: 1, clickhouse: 1, redis: 2 })
  })

  it('keeps Postgres durable and ready for logical replication', () => {
    const { args } = describeServices.postgres(place).command
    for (const each of ['wal_level=logical', 'fsync=on', 'max_slot_wal_keep_size=2GB']) {
      expect(args).toContain(each)
    }
    expect(args.find((each) => each.startsWith('listen_addresses='))).toMatch(/=127\.0\.0\.1(,::1)?$/)
  })

  it('uses a class data archive where there is one, in the order that set-up built it with', () => {
    const { args } = describeServices.kafka(place).command
    expect(args.slice(0, 3)).toEqual(['-XX:+UseSerialGC', '-Xmx320m', '-XX:SharedArchiveFile=/rt/kafka.jsa'])
    expect(args[args.indexOf('-cp') + 1]).toBe('/rt/libs/a.jar:/rt/libs/b.jar')
    expect(describeServices.connect(place).command.args.join(' ')).not.toContain('SharedArchiveFile')
  })

  it('lets Kafka make no topic by mistake, and finds its controller', () => {
    expect(parse(kafkaProperties(place, '/data/kafka/data'))).toMatchObject({
      'auto.create.topics.enable': 'false',
      'controller.quorum.voters': '1@127.0.0.1:19093',
      listeners:
        'PUBLISHED://127.0.0.1:19092,PUBLISHED6://[::1]:19092,CONSOLE://127.0.0.1:19094,CONTROLLER://127.0.0.1:19093',
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'allow.everyone.if.no.acl.found': 'false',
      'super.users': 'User:marsad;User:marsad-broker',
      'transaction.state.log.min.isr': '1',
      'log.retention.hours': '168',
    })
  })

  it('lets the session of a Kafka that did not end in order run out first, by a controller alone', async () => {
    const root = await mkdtemp(join(tmpdir(), 'marsad-kafka-'))
    try {
      const folder = { ...place.folder, store: (name: string) => join(root, name) }
      const kafka = describeServices.kafka({ ...place, folder })
      const data = join(root, 'kafka', 'data')
      await mkdir(data, { recursive: true })
      expect(await kafka.healing?.()).toBeNull()
      await mkdir(join(data, '__cluster_metadata-0'))
      const found = await kafka.healing?.()
      const settings = parse(kafka.files.find(({ path }) => path === found?.command.args.at(-1))?.text ?? '')
      expect(settings).toMatchObject({
        'process.roles': 'controller',
        listeners: 'CONTROLLER://127.0.0.1:19093',
        'broker.session.timeout.ms': '300',
        'log.dirs': data,
      })
      expect(settings).not.toHaveProperty('advertised.listeners')
      await writeFile(join(data, '.kafka_cleanshutdown'), '')
      expect(await kafka.healing?.()).toBeNull()
    } finally {
      await rm(root, { recursive: true })
    }
  })

  it('gives Connect exactly-once sources and one set of internal topics', () => {
    expect(parse(connectProperties(place))).toMatchObject({
      'bootstrap.servers': '127.0.0.1:19094',
      'producer.sasl.mechanism': 'SCRAM-SHA-256',
      'exactly.once.source.support': 'enabled',
      'plugin.path': '/rt/plugins',
      'offset.storage.replication.factor': '1',
    })
  })

  it('has Connect listen for the console alone, behind its door', () => {
    const { files, door, port, command } = describeServices.connect(place)
    expect([port, door?.innerPort]).toEqual([18083, 18084])
    const settings = parse(connectProperties(place))
    expect(settings).toMatchObject({
      listeners: 'http://127.0.0.1:18084',
      'rest.advertised.port': '18084',
      'rest.extension.classes': 'org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension',
      'admin.listeners': '',
      'config.providers': 'env',
      'connector.client.config.override.policy': 'Allowlist',
    })
    const { password } = place.endpoints.connect.account ?? {}
    expect(password).toBe(place.credentials.connect)
    expect(files.find(({ path }) => path.endsWith('accounts.properties'))?.text).toBe(`marsad=${password}\n`)
    expect(command.args).toContain(
      '-Dorg.apache.kafka.automatic.config.providers=org.apache.kafka.common.config.provider.EnvVarConfigProvider',
    )
    expect(command.args.join(' ')).not.toContain(password)
  })

  it("lets a connector change of Connect's clients just what ours changes", () => {
    const allowed = parse(connectProperties(place))['connector.client.config.override.allowlist']?.split(',')
    const changed = Object.keys(connectorConfig(place.endpoints)).flatMap((key) => key.split('.override.')[1] ?? [])
    expect(allowed).toEqual(changed.sort())
    expect(allowed).toEqual(['fetch.max.wait.ms', 'linger.ms', 'transaction.timeout.ms'])
  })

  it('writes paths with any letters', () => {
    expect(propertiesFile({ 'log.dirs': '/بيانات/a b\\c' })).toBe(
      'log.dirs=/\\u0628\\u064a\\u0627\\u0646\\u0627\\u062a/a b\\\\c\n',
    )
    expect(redisConfiguration(6379, '/م/"a" b', 'secret')).toContain('dir "/\\xd9\\x85/\\"a\\" b"\n')
  })

  it('never makes a cluster id that looks like an option', () => {
    const draws = [Buffer.alloc(16, 0xfb), Buffer.alloc(16, 1)]
    expect(draws[0]?.toString('base64url').startsWith('-')).toBe(true)
    expect(newClusterId(() => draws.shift() ?? Buffer.alloc(16))).toBe(Buffer.alloc(16, 1).toString('base64url'))
  })

  it('keeps Redis behind its password until its file is loaded, and writes no password in clear', () => {
    const { files } = describeServices.redis(place)
    const text = files.map((file) => file.text).join('')
    // The append-only file is replayed with the rights of this user.
    expect(text).toMatch(/^user default reset on #[0-9a-f]{64} ~\* &\* \+@all$/m)
    expect(text).not.toContain('nopass')
    expect(text).toContain('bind 127.0.0.1 -::1\n')
    expect(text).toMatch(/^user marsad reset on #[0-9a-f]{64} /m)
    expect(text).not.toContain(place.credentials.redis)
  })

  it('passes on only what a service needs', () => {
    expect(scrubbedEnvironment({ PATH: '/bin', NPM_TOKEN: 'x', NODE_OPTIONS: '--inspect' }, { A: '1' })).toEqual({
      PATH: '/bin',
      LC_ALL: 'C.UTF-8',
      A: '1',
    })
  })
})
