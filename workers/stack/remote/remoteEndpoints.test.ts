import { expect, it } from 'vitest'
import { MarsadError } from '../../../contract/errors'
import { remoteProfileSchema, type Secrets } from '../../../contract/remote'
import { endpointsSchema } from '../../../contract/workers'
import { remoteEndpoints } from './remoteEndpoints'

const profile = remoteProfileSchema.parse({
  postgres: { host: 'db', database: 'appdb', user: 'app', tls: { caFile: '/ca.pem', servername: 'db.example' } },
  debezium: { user: 'dbz', caFile: '/etc/ca.pem' },
  kafka: { brokers: ['k1:9093', 'k2:9093'], tls: null, sasl: { mechanism: 'scram-sha-256', username: 'm' } },
  connect: { url: 'http://connect:8083', user: 'me', tls: null },
  clickhouse: { url: 'https://ch:8443', user: 'ch', cluster: 'events', tls: { caFile: null } },
  redis: { nodes: [{ host: 'r1' }, { host: 'r2' }], cluster: true, username: null, password: true, tls: null },
})
const secrets: Secrets = { postgres: 'p', debezium: 'd', kafka: 'k', connect: 'c', clickhouse: 'h', redis: 'r' }
const authority = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n'
const failureOf = (run: () => unknown): unknown => {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof MarsadError) return thrown.failure
    throw thrown
  }
  return null
}

it('makes endpoints that any worker takes, with secrets and authorities in their places', () => {
  const endpoints = remoteEndpoints(profile, secrets, (path) => (path === '/ca.pem' ? authority : ''))
  expect(endpointsSchema.parse(endpoints)).toEqual(endpoints)
  expect(endpoints).toMatchObject({
    postgres: { password: 'p', tls: { ca: authority, servername: 'db.example' } },
    debezium: { user: 'dbz', password: 'd', reference: null, caFile: '/etc/ca.pem' },
    kafka: { tls: null, sasl: { mechanism: 'scram-sha-256', username: 'm', password: 'k' } },
    connect: { account: { user: 'me', password: 'c' } },
    clickhouse: { password: 'h', cluster: 'events', tls: { ca: null, servername: null } },
    redis: { password: 'r', cluster: true },
    // Where nothing else is said, the services see each other as we see them.
    inside: { postgres: { host: 'db', port: 5432, tls: true }, kafka: { brokers: ['k1:9093', 'k2:9093'] } },
  })
})

it('takes what the services see of each other where it is said', () => {
  const inside = {
    postgres: { host: 'pg.inside', port: 5433, tls: false },
    kafka: { brokers: ['k.inside:9092'], tls: false, sasl: { mechanism: 'plain' as const, username: 'ch' } },
  }
  expect(remoteEndpoints({ ...profile, inside }, secrets, () => authority).inside).toEqual({
    postgres: inside.postgres,
    kafka: { ...inside.kafka, sasl: { mechanism: 'plain', username: 'ch', password: 'k' } },
  })
})

it('names the secret that is missing, and its variable', () => {
  const { kafka: _kafka, ...others } = secrets
  expect(failureOf(() => remoteEndpoints(profile, others, () => authority))).toMatchObject({
    code: 'secret_missing',
    details: { secret: 'kafka', variable: 'MARSAD_SECRET_KAFKA' },
  })
})

it('names the authority that cannot be read or is none', () => {
  const wanted = { code: 'authority_unreadable', details: { path: '/ca.pem' } }
  expect(failureOf(() => remoteEndpoints(profile, secrets, () => 'no certificate'))).toMatchObject(wanted)
  const gone = (): string => {
    throw new Error('ENOENT')
  }
  expect(failureOf(() => remoteEndpoints(profile, secrets, gone))).toMatchObject(wanted)
})
