import type { RemoteProfile } from '../../contract/remote'
import type { Endpoints } from '../../contract/workers'

/** The passwords of an instance's services, as a person gives them to another console. Its Connect knows the connector's by a reference. */
export const remoteSecretsOf = ({
  postgres,
  debezium,
  kafka,
  connect,
  clickhouse,
  redis,
}: Endpoints): Record<string, string> => ({
  MARSAD_SECRET_POSTGRES: postgres.password,
  MARSAD_SECRET_DEBEZIUM: debezium.reference ?? debezium.password,
  MARSAD_SECRET_KAFKA: kafka.sasl?.password ?? '',
  MARSAD_SECRET_CONNECT: connect.account?.password ?? '',
  MARSAD_SECRET_CLICKHOUSE: clickhouse.password,
  MARSAD_SECRET_REDIS: redis.password ?? '',
})

/** A group that is not the other console's, which only its own accounts may join. */
export const remoteGroup = 'ch-remote'

/** The services of one instance as the remote services of another. */
export function remoteProfileOf({ postgres, debezium, kafka, connect, clickhouse, redis }: Endpoints): RemoteProfile {
  return {
    postgres: { host: postgres.host, port: postgres.port, database: postgres.database, user: postgres.user, tls: null },
    debezium: { user: debezium.user, caFile: null },
    kafka: {
      brokers: kafka.brokers,
      tls: null,
      sasl: kafka.sasl === null ? null : { mechanism: kafka.sasl.mechanism, username: kafka.sasl.username },
    },
    connect: { url: connect.url, user: connect.account?.user ?? null, tls: null },
    clickhouse: { url: clickhouse.url, user: clickhouse.user, cluster: null, tls: null },
    redis: {
      nodes: redis.nodes,
      cluster: false,
      username: redis.username,
      password: redis.password !== null,
      tls: null,
    },
    // Of two accounts in one Kafka a profile knows one password: ClickHouse reads as anybody may, as {@link remoteGroup}.
    inside: { kafka: { brokers: [kafka.published], tls: false, sasl: null } },
  }
}
