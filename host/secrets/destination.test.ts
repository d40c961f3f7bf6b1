import { expect, it } from 'vitest'
import { remoteProfileSchema, secretNames, type RemoteProfile } from '../../contract/remote'
import { sampleProfile } from '../../contract/testing/sampleProfile'
import { destinationOf, keychainAccount } from './destination'

const profile = sampleProfile

type Change = readonly [what: string, change: (of: RemoteProfile) => unknown, asksAgainFor: readonly string[]]
const changes: readonly Change[] = [
  ['host of Postgres', (of) => ({ postgres: { ...of.postgres, host: 'evil' } }), ['postgres', 'debezium']],
  ['port of Postgres', (of) => ({ postgres: { ...of.postgres, port: 1 } }), ['postgres', 'debezium']],
  ['user of Postgres', (of) => ({ postgres: { ...of.postgres, user: 'other' } }), ['postgres']],
  ['TLS of Postgres', (of) => ({ postgres: { ...of.postgres, tls: null } }), ['postgres', 'debezium']],
  ['brokers', (of) => ({ kafka: { ...of.kafka, brokers: ['evil:9093'] } }), ['kafka']],
  ['SASL mechanism', (of) => ({ kafka: { ...of.kafka, sasl: { ...of.kafka.sasl, mechanism: 'plain' } } }), ['kafka']],
  ['address of Connect', (of) => ({ connect: { ...of.connect, url: 'https://evil' } }), ['debezium', 'connect']],
  [
    'address of ClickHouse',
    (of) => ({ clickhouse: { ...of.clickhouse, url: 'https://evil' } }),
    ['kafka', 'clickhouse'],
  ],
  [
    'scheme of ClickHouse',
    (of) => ({ clickhouse: { ...of.clickhouse, url: 'http://ch:8443' } }),
    ['kafka', 'clickhouse'],
  ],
  ['node of Redis', (of) => ({ redis: { ...of.redis, nodes: [{ host: 'evil' }] } }), ['redis']],
  ['TLS of Redis', (of) => ({ redis: { ...of.redis, tls: null } }), ['redis']],
  ['brokers inside', () => ({ inside: { kafka: { brokers: ['evil:1'], tls: true, sasl: null } } }), ['kafka']],
  ['Postgres inside', () => ({ inside: { postgres: { host: 'evil', tls: true } } }), ['debezium']],
  ['database', (of) => ({ postgres: { ...of.postgres, database: 'other' } }), []],
]

it.each(changes)(
  'after a change of the %s exactly the secrets that would go elsewhere are asked for',
  (_, change, asked) => {
    const next = remoteProfileSchema.parse({ ...profile, ...Object(change(profile)) })
    const moved = secretNames.filter((name) => destinationOf(name, next) !== destinationOf(name, profile))
    expect(moved).toEqual(asked)
  },
)

it('names what, whom and where in the keychain, and stays short for a hundred brokers', () => {
  expect(keychainAccount('postgres', profile, '/data')).toMatch(/^postgres app@db:5432 tls #[0-9a-f]{16} \(\/data\)$/)
  const brokers = Array.from({ length: 100 }, (_, index) => `broker-${index}.example:9093`)
  const many = { ...profile, kafka: { ...profile.kafka, brokers } }
  const moved = { ...profile, kafka: { ...profile.kafka, brokers: [...brokers.slice(1), 'evil:1'] } }
  expect(keychainAccount('kafka', many, '/data').length).toBeLessThan(120)
  expect(keychainAccount('kafka', moved, '/data')).not.toBe(keychainAccount('kafka', many, '/data'))
})
