import { debeziumPasswordVariable } from '../../contract/loopbackEndpoints'
import type { RemoteProfile } from '../../contract/remote'
import type { Endpoints } from '../../contract/workers'

/** The passwords of an instance's services, as a person gives them to another console. Its Connect knows the connector's by a reference. */
export const remoteSecrets = {
  MARSAD_SECRET_POSTGRES: 'app',
  MARSAD_SECRET_DEBEZIUM: `\${env:${debeziumPasswordVariable}}`,
  MARSAD_SECRET_CLICKHOUSE: 'chpw',
}

/** The services of one instance as the remote services of another. */
export function remoteProfileOf({ postgres, debezium, kafka, connect, clickhouse, redis }: Endpoints): RemoteProfile {
  return {
    postgres: { host: postgres.host, port: postgres.port, database: postgres.database, user: postgres.user, tls: null },
    debezium: { user: debezium.user, caFile: null },
    kafka: { brokers: kafka.brokers, tls: null, sasl: null },
    connect: { url: connect.url, user: null, tls: null },
    clickhouse: { url: clickhouse.url, user: clickhouse.user, cluster: null, tls: null },
    redis: { nodes: redis.nodes, cluster: false, username: null, password: false, tls: null },
    inside: {},
  }
}
