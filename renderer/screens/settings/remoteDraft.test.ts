import { expect, it } from 'vitest'
import type { RemoteProfile } from '../../../contract/remote'
import { draftOf, profileOf } from './remoteDraft'

const profile: RemoteProfile = {
  postgres: {
    host: 'pg.example',
    port: 6432,
    database: 'appdb',
    user: 'app',
    tls: { caFile: '/ca.pem', servername: 'pg' },
  },
  debezium: { user: 'dbz', caFile: null },
  kafka: {
    brokers: ['k1.example:9093', 'k2.example:9093'],
    tls: { caFile: null, servername: null },
    sasl: { mechanism: 'scram-sha-512', username: 'marsad' },
  },
  connect: { url: 'http://connect.example:8083', user: null, tls: null },
  clickhouse: {
    url: 'https://ch.example:8443',
    user: 'ch',
    cluster: 'main',
    tls: { caFile: '/ca.pem', servername: null },
  },
  redis: {
    nodes: [
      { host: 'r1.example', port: 7000 },
      { host: 'r2.example', port: 7001 },
    ],
    cluster: true,
    username: null,
    password: true,
    tls: null,
  },
  inside: { kafka: { brokers: ['kafka:9092'], tls: false, sasl: null } },
}

it('keeps a profile as it was when nothing is typed, also what the form does not show', () => {
  expect(profileOf(draftOf(profile), profile)).toEqual({ kind: 'profile', profile })
})

it('reads lists with commas or spaces, and a Redis without a port', () => {
  const draft = draftOf(profile)
  const verdict = profileOf(
    {
      ...draft,
      texts: { ...draft.texts, 'kafka.brokers': ' a:1 b:2,c:3 ', 'redis.nodes': 'only.example' },
      flags: { ...draft.flags, 'redis.cluster': false },
      sasl: 'none',
    },
    profile,
  )
  if (verdict.kind !== 'profile') throw new Error('no profile')
  expect(verdict.profile.kafka).toMatchObject({ brokers: ['a:1', 'b:2', 'c:3'], sasl: null })
  expect(verdict.profile.redis.nodes).toEqual([{ host: 'only.example', port: 6379 }])
})

it('names the fields that are wrong or still empty', () => {
  const empty = profileOf(draftOf(null), null)
  expect(empty.kind === 'faults' && [...empty.fields].sort()).toEqual([
    'clickhouse.url',
    'connect.url',
    'kafka.brokers',
    'postgres.host',
    'redis.nodes',
  ])
  const draft = draftOf(profile)
  const wrong = profileOf(
    {
      ...draft,
      texts: { ...draft.texts, 'postgres.port': 'x', 'kafka.username': '', 'connect.url': 'ftp://a' },
      flags: { ...draft.flags, 'redis.cluster': false },
    },
    profile,
  )
  expect(wrong.kind === 'faults' && [...wrong.fields].sort()).toEqual([
    'connect.url',
    'kafka.username',
    'postgres.port',
    'redis.nodes',
  ])
})
