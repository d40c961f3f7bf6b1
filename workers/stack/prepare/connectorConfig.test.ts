import { expect, it } from 'vitest'
import { connectorConfig, differingKeys } from './connectorConfig'

const endpoints = {
  postgres: { host: '127.0.0.1', port: 5433, database: 'appdb', user: 'app', password: 'app' },
  debezium: { user: 'dbz', password: 'secret' },
  kafka: { brokers: ['127.0.0.1:9092'] },
  connect: { url: 'http://127.0.0.1:8083' },
  clickhouse: { url: 'http://127.0.0.1:8123', user: 'ch', password: 'chpw' },
  redis: { host: '127.0.0.1', port: 6379 },
}

it('signs in as the replication role, where Postgres is', () => {
  expect(connectorConfig(endpoints)).toMatchObject({
    'database.port': '5433',
    'database.user': 'dbz',
    'database.password': 'secret',
    'publication.autocreate.mode': 'disabled',
  })
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
