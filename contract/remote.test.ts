import { describe, expect, it } from 'vitest'
import {
  remoteProfileSchema,
  secretNames,
  secretsInClear,
  secretsNeeded,
  secretVariable,
  type RemoteProfile,
} from './remote'
import { sampleProfile } from './testing/sampleProfile'

const written = {
  postgres: { host: 'db.example', database: 'appdb', user: 'app', tls: { caFile: null } },
  debezium: { user: 'dbz' },
  kafka: { brokers: ['k1.example:9093', '[2001:db8::1]:9093'], tls: null, sasl: null },
  connect: { url: 'https://connect.example', user: null, tls: null },
  clickhouse: { url: 'https://ch.example:8443', user: 'ch', cluster: null, tls: null },
  redis: { nodes: [{ host: 'r1.example' }], cluster: false, username: null, password: false, tls: null },
}
const profile = (change: object = {}): RemoteProfile => remoteProfileSchema.parse({ ...written, ...change })
const refused = (change: object): boolean => !remoteProfileSchema.safeParse({ ...written, ...change }).success

it('fills in the usual ports and nothing else that a person has not said', () => {
  expect(profile()).toMatchObject({
    postgres: { port: 5432, tls: { caFile: null, servername: null } },
    debezium: { user: 'dbz', caFile: null },
    redis: { nodes: [{ host: 'r1.example', port: 6379 }] },
    inside: {},
  })
})

it('has no place for a secret: one that is written there is not kept', () => {
  const text = JSON.stringify(
    profile({
      postgres: { ...written.postgres, password: 'hunter2' },
      kafka: { ...written.kafka, sasl: { mechanism: 'plain', username: 'u', password: 'hunter2' } },
      clickhouse: { ...written.clickhouse, password: 'hunter2' },
      secrets: { redis: 'hunter2' },
    }),
  )
  expect(text).not.toContain('hunter2')
})

it.each([
  ['a password in an address', { connect: { ...written.connect, url: 'https://me:hunter2@connect.example' } }],
  ['a query in an address', { clickhouse: { ...written.clickhouse, url: 'https://ch.example/?password=hunter2' } }],
  ['another scheme', { connect: { ...written.connect, url: 'ftp://connect.example' } }],
  ['an authority for an address in clear', { connect: { url: 'http://c', user: null, tls: { caFile: '/ca' } } }],
  ['a broker without a port', { kafka: { ...written.kafka, brokers: ['k1.example'] } }],
  ['no broker', { kafka: { ...written.kafka, brokers: [] } }],
  ['two nodes of a single Redis', { redis: { ...written.redis, nodes: [{ host: 'a' }, { host: 'b' }] } }],
  ['an address for a host', { postgres: { ...written.postgres, host: 'postgres://db' } }],
])('refuses %s', (_what, change) => {
  expect(refused(change)).toBe(true)
})

it('needs the secrets of what asks for one, and no other', () => {
  expect(secretsNeeded(profile())).toEqual(['postgres', 'debezium', 'clickhouse'])
  const sasl = { mechanism: 'scram-sha-512', username: 'u' }
  expect(
    secretsNeeded(
      profile({
        kafka: { ...written.kafka, sasl },
        connect: { ...written.connect, user: 'me' },
        redis: { ...written.redis, password: true },
      }),
    ),
  ).toEqual(['postgres', 'debezium', 'kafka', 'connect', 'clickhouse', 'redis'])
  const inside = { kafka: { brokers: ['k:9092'], tls: false, sasl } }
  expect(secretsNeeded(profile({ inside }))).toContain('kafka')
  expect(secretVariable('clickhouse')).toBe('MARSAD_SECRET_CLICKHOUSE')
})

describe('secretsInClear', () => {
  const open = remoteProfileSchema.parse({
    ...sampleProfile,
    postgres: { ...sampleProfile.postgres, tls: null },
    kafka: { ...sampleProfile.kafka, tls: null },
    connect: { url: 'http://connect:8083', user: 'marsad', tls: null },
    clickhouse: { ...sampleProfile.clickhouse, url: 'http://ch:8123' },
    redis: { ...sampleProfile.redis, tls: null },
  })

  it('names none with TLS everywhere, and all without', () => {
    expect(secretsInClear(sampleProfile)).toEqual([])
    expect(secretsInClear(open)).toEqual([...secretNames])
  })

  it.each(['localhost', '127.0.0.1', '127.8.9.1', '[::1]'])('names none that stay on this machine (%s)', (host) => {
    const near = remoteProfileSchema.parse({
      ...open,
      postgres: { ...open.postgres, host },
      kafka: { ...open.kafka, brokers: [`${host}:9092`] },
      connect: { ...open.connect, url: `http://${host}:8083` },
      clickhouse: { ...open.clickhouse, url: `http://${host}:8123` },
      redis: { ...open.redis, nodes: [{ host }] },
    })
    expect(secretsInClear(near)).toEqual([])
  })

  it('names those that only the services themselves send in clear', () => {
    const inside = {
      postgres: { host: 'db', port: 5432, tls: false },
      kafka: { brokers: ['k:1'], tls: false, sasl: null },
    }
    expect(secretsInClear({ ...sampleProfile, inside })).toEqual(['debezium', 'kafka'])
  })

  it('names no secret that is not needed', () => {
    const free = { ...open, kafka: { ...open.kafka, sasl: null }, redis: { ...open.redis, password: false } }
    expect(secretsInClear(free)).toEqual(['postgres', 'debezium', 'connect', 'clickhouse'])
  })
})
