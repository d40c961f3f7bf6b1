import { plainEndpoints } from './plainEndpoints'
import type { Ports } from './settings'
import type { Endpoints } from './workers'

/**
 * Where services of this machine answer that nobody else can reach. Their passwords are fixed, so that the documented checks work
 * as they stand.
 */
export function loopbackEndpoints(ports: Ports): Endpoints {
  const host = '127.0.0.1'
  const kafka = { brokers: [`${host}:${ports.kafka}`] }
  const postgres = { host, port: ports.postgres }
  return plainEndpoints({
    postgres: { ...postgres, database: 'appdb', user: 'app', password: 'app' },
    debezium: { user: 'dbz', password: 'dbz' },
    kafka,
    connect: { url: `http://${host}:${ports.connect}` },
    clickhouse: { url: `http://${host}:${ports.clickhouse}`, user: 'ch', password: 'chpw' },
    redis: { host, port: ports.redis },
    inside: { postgres, kafka },
  })
}
