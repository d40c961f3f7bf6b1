import { createHash } from 'node:crypto'
import type { RemoteProfile, SecretName } from '../../contract/remote'

/**
 * Where a secret of a profile goes, as text: who signs in, to which hosts and ports, encrypted or not. A secret belongs to this: after
 * a change of any of it the person is asked again, so that no password reaches another host.
 */
export function destinationOf(name: SecretName, profile: RemoteProfile): string {
  const { postgres, debezium, kafka, connect, clickhouse, redis, inside } = profile
  const insidePostgres = inside.postgres ?? { host: postgres.host, port: postgres.port, tls: postgres.tls !== null }
  const clear = (tls: unknown): string => (tls === null || tls === false ? 'clear' : 'tls')
  switch (name) {
    case 'postgres':
      return `${postgres.user}@${postgres.host}:${postgres.port} ${clear(postgres.tls)}`
    case 'debezium':
      // Kafka Connect is handed it with the connector's configuration.
      return `${debezium.user}@${insidePostgres.host}:${insidePostgres.port} ${clear(insidePostgres.tls)} via ${connect.url}`
    case 'kafka': {
      const own = `${kafka.sasl?.username ?? ''}@${kafka.brokers.join(',')} ${clear(kafka.tls)} ${kafka.sasl?.mechanism ?? ''}`
      const of = inside.kafka ?? kafka
      // ClickHouse is handed it with its Kafka table.
      return `${own} and ${of.sasl?.username ?? ''}@${of.brokers.join(',')} ${clear(of.tls)} via ${clickhouse.url}`
    }
    case 'connect':
      return `${connect.user ?? ''}@${connect.url}`
    case 'clickhouse':
      return `${clickhouse.user}@${clickhouse.url}`
    case 'redis':
      return `${redis.username ?? ''}@${redis.nodes.map(({ host, port }) => `${host}:${port}`).join(',')} ${clear(redis.tls)}`
  }
}

/** Characters of a destination that people read in their keychain; the rest is in the hash. */
const readable = 60

/** The account of a keychain entry: what for, whose, where, and which data folder's. */
export function keychainAccount(name: SecretName, profile: RemoteProfile, dataFolder: string): string {
  const destination = destinationOf(name, profile)
  const hash = createHash('sha256').update(destination).digest('hex').slice(0, 16)
  return `${name} ${destination.slice(0, readable)} #${hash} (${dataFolder})`
}
