import { expect, it } from 'vitest'
import { loopbackEndpoints } from '../../../contract/loopbackEndpoints'
import { sampleAccess } from '../../../contract/testing/sampleAccess'
import { defaultSettings } from '../../../contract/settings'
import { connectorConfig, differingKeys } from './connectorConfig'

const plain = loopbackEndpoints(defaultSettings.ports, sampleAccess)
const endpoints = {
  ...plain,
  debezium: { ...plain.debezium, password: 'secret', reference: null },
  inside: { ...plain.inside, postgres: { host: 'postgres', port: 5433, tls: false } },
}

it('signs in as the replication role, where Connect finds Postgres', () => {
  expect(connectorConfig(endpoints)).toMatchObject({
    'database.hostname': 'postgres',
    'database.port': '5433',
    'database.user': 'dbz',
    'database.password': 'secret',
    'publication.autocreate.mode': 'disabled',
  })
})

it('refers to a password that Connect knows by another name', () => {
  expect(connectorConfig(plain)['database.password']).toBe('${env:MARSAD_DEBEZIUM_PASSWORD}')
})

it("routes the two tables, and nothing else, to the contract's topics", () => {
  const config = connectorConfig(endpoints)
  const route = (topic: string): string =>
    topic.replace(
      new RegExp(`^${config['transforms.route.regex'] ?? ''}$`),
      config['transforms.route.replacement'] ?? '',
    )
  expect(route('marsad.public.content')).toBe('content.flat')
  expect(route('marsad.public.engagement_events')).toBe('engagement_events.flat')
  expect(route('__debezium-heartbeat.marsad')).toBe('__debezium-heartbeat.marsad')
})

it("differs by value, by absence and by surplus, not by Connect's own name", () => {
  expect(differingKeys({ a: '1', b: '2' }, { a: '1', b: '2', name: 'x' })).toEqual([])
  expect(differingKeys({ a: '1', b: '2' }, { a: '0', c: '3' })).toEqual(['a', 'b', 'c'])
})
