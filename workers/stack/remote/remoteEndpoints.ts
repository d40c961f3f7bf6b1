/** From what a person wrote down of existing services to where the pipeline finds them. */
import { MarsadError } from '../../../contract/errors'
import {
  secretVariable,
  type RemoteProfile,
  type RemoteTls,
  type SecretName,
  type Secrets,
} from '../../../contract/remote'
import type { Endpoints, Tls } from '../../../contract/workers'

/**
 * The profile, its secrets and its authorities' certificates as endpoints: from here on nobody sees that they are remote.
 * @param readFile reads a text file whole; null where there is none; throws where it cannot.
 * @throws MarsadError `secret_missing` {secret}; `authority_unreadable` {path}.
 */
export function remoteEndpoints(
  profile: RemoteProfile,
  secrets: Secrets,
  readFile: (path: string) => string | null,
): Endpoints {
  const secret = (of: SecretName): string => {
    const value = secrets[of]
    if (value === undefined) throw new MarsadError('secret_missing', { secret: of, variable: secretVariable(of) })
    return value
  }
  const trust = (asked: RemoteTls | null): Tls | null => {
    if (asked === null) return null
    const { caFile, servername } = asked
    return { ca: caFile === null ? null : readAuthority(caFile, readFile), servername }
  }
  const { postgres, debezium, kafka, connect, clickhouse, redis, inside } = profile
  const signIn = (sasl: RemoteProfile['kafka']['sasl']): Endpoints['kafka']['sasl'] =>
    sasl === null ? null : { ...sasl, password: secret('kafka') }
  const sasl = signIn(kafka.sasl)
  return {
    postgres: {
      host: postgres.host,
      port: postgres.port,
      database: postgres.database,
      user: postgres.user,
      password: secret('postgres'),
      tls: trust(postgres.tls),
    },
    postgresSuperuser: null,
    debezium: { user: debezium.user, password: secret('debezium'), reference: null, caFile: debezium.caFile },
    kafka: { brokers: kafka.brokers, published: kafka.brokers[0] ?? '', tls: trust(kafka.tls), sasl },
    connect: {
      url: connect.url,
      publishedUrl: connect.url,
      account: connect.user === null ? null : { user: connect.user, password: secret('connect') },
      tls: trust(connect.tls),
    },
    clickhouse: {
      url: clickhouse.url,
      user: clickhouse.user,
      password: secret('clickhouse'),
      cluster: clickhouse.cluster,
      tls: trust(clickhouse.tls),
    },
    redis: {
      nodes: redis.nodes,
      cluster: redis.cluster,
      username: redis.username,
      password: redis.password ? secret('redis') : null,
      tls: trust(redis.tls),
    },
    inside: {
      postgres: inside.postgres ?? { host: postgres.host, port: postgres.port, tls: postgres.tls !== null },
      kafka:
        inside.kafka === undefined
          ? { brokers: kafka.brokers, tls: kafka.tls !== null, sasl }
          : { brokers: inside.kafka.brokers, tls: inside.kafka.tls, sasl: signIn(inside.kafka.sasl) },
    },
  }
}

function readAuthority(path: string, readFile: (path: string) => string | null): string {
  let text: string | null
  try {
    text = readFile(path)
  } catch (thrown) {
    throw new MarsadError('authority_unreadable', { path }, thrown)
  }
  if (text === null) throw new MarsadError('authority_unreadable', { path }, new Error('there is no such file'))
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new MarsadError('authority_unreadable', { path }, new Error('the file holds no PEM certificate'))
  }
  return text
}
