/**
 * Existing services by address: what a person writes down of them. Stored with the settings, so it holds no secret; passwords are
 * kept by the operating system's keychain under the names of {@link secretNames}.
 */
import { z } from 'zod'

const host = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[^\s/@,]+$/, 'not a host name')
const port = z.int().min(1).max(65535)
const name = z.string().min(1).max(200)

/** `host:port`; an IPv6 address stands in brackets. */
const broker = z.string().regex(/^(?:[^\s/@,:[\]]+|\[[0-9a-fA-F:.]+\]):\d{1,5}$/, 'not host:port')
const brokers = z.array(broker).min(1).max(100)

/**
 * How a server proves who it is. `caFile`: absolute path of a PEM file to trust instead of the system's authorities; null: those.
 * `servername`: the name that its certificate must bear where that is not the host it is reached by.
 */
const tls = z.object({ caFile: z.string().min(1).nullable(), servername: host.nullable().default(null) })

/** An address without user, password, query or fragment: what is secret has its own place. */
const url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/[?#]|\/\/[^/]*@/.test(text), 'no user, password or query in an address')

/** `tls` belongs to an https address; there null means: the system's authorities. */
const httpService = { url, tls: tls.nullable() }
const tlsNeedsHttps = ({ url: address, tls: asked }: { url: string; tls: unknown }): boolean =>
  asked === null || address.startsWith('https:')
const tlsWithoutHttps = { message: 'tls needs an https address', path: ['tls'] }

export const saslMechanismSchema = z.enum(['plain', 'scram-sha-256', 'scram-sha-512'])
export type SaslMechanism = z.infer<typeof saslMechanismSchema>

export type RemoteTls = z.infer<typeof tls>

const sasl = z.object({ mechanism: saslMechanismSchema, username: name })

export const remoteProfileSchema = z.object({
  postgres: z.object({ host, port: port.default(5432), database: name, user: name, tls: tls.nullable() }),
  /**
   * The replication role. `caFile`: path on Kafka Connect's own machines of the authority that signed Postgres's certificate;
   * null with TLS: encrypted, but Debezium does not check whom it speaks to.
   */
  debezium: z.object({ user: name, caFile: z.string().min(1).nullable().default(null) }),
  kafka: z.object({
    brokers,
    tls: tls.nullable(),
    sasl: sasl.nullable(),
  }),
  /** `user`: null without basic authentication. */
  connect: z.object({ ...httpService, user: name.nullable() }).refine(tlsNeedsHttps, tlsWithoutHttps),
  clickhouse: z
    .object({
      ...httpService,
      user: name,
      /** A name of the servers' `remote_servers`; null for a single server. */
      cluster: name.nullable(),
    })
    .refine(tlsNeedsHttps, tlsWithoutHttps),
  redis: z
    .object({
      nodes: z
        .array(z.object({ host, port: port.default(6379) }))
        .min(1)
        .max(100),
      cluster: z.boolean(),
      /** Null: the user `default`, or none. */
      username: name.nullable(),
      /** Whether Redis asks for a password. */
      password: z.boolean(),
      tls: tls.nullable(),
    })
    .refine(({ nodes, cluster }) => cluster || nodes.length === 1, {
      message: 'several nodes are a Redis Cluster',
      path: ['cluster'],
    }),
  /** Where the services find each other, as far as that is not where they are reached from here. */
  inside: z
    .object({
      /** As Kafka Connect sees it. */
      postgres: z.object({ host, port: port.default(5432), tls: z.boolean() }).optional(),
      /** As ClickHouse sees it. `sasl`: with the same password as from here. */
      kafka: z.object({ brokers, tls: z.boolean(), sasl: sasl.nullable() }).optional(),
    })
    .default({}),
})
export type RemoteProfile = z.infer<typeof remoteProfileSchema>

/** Names of the secrets of a profile, in the order in which a person is asked for them. */
export const secretNames = ['postgres', 'debezium', 'kafka', 'connect', 'clickhouse', 'redis'] as const
export const secretNameSchema = z.enum(secretNames)
export type SecretName = z.infer<typeof secretNameSchema>
export type Secrets = Readonly<Partial<Record<SecretName, string>>>

/** The environment variable that holds a secret; where it is set, it wins over the keychain. */
export function secretVariable(secret: SecretName): string {
  return `MARSAD_SECRET_${secret.toUpperCase()}`
}

/** The secrets without which nobody can sign in to these services. */
export function secretsNeeded(profile: RemoteProfile): SecretName[] {
  const needed: Readonly<Record<SecretName, boolean>> = {
    postgres: true,
    debezium: true,
    kafka: profile.kafka.sasl !== null || (profile.inside.kafka?.sasl ?? null) !== null,
    connect: profile.connect.user !== null,
    clickhouse: true,
    redis: profile.redis.password,
  }
  return secretNames.filter((each) => needed[each])
}

/** Whether a host name or address is this machine itself. */
const isLoopback = (name: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(name)
const hostOfBroker = (address: string): string => address.replace(/:\d+$/, '')

/** The needed secrets that would cross a network without TLS: on their way somebody could read them. */
export function secretsInClear(profile: RemoteProfile): SecretName[] {
  const { postgres, kafka, connect, clickhouse, redis, inside } = profile
  const insidePostgres = inside.postgres ?? { host: postgres.host, tls: postgres.tls !== null }
  const leaves = (hosts: readonly string[]): boolean => !hosts.every(isLoopback)
  const plainHttp = (address: string): boolean => {
    const { protocol, hostname } = new URL(address)
    return protocol === 'http:' && leaves([hostname])
  }
  const plainKafka = (brokers: readonly string[], tls: boolean): boolean => !tls && leaves(brokers.map(hostOfBroker))
  const inClear: Readonly<Record<SecretName, boolean>> = {
    postgres: postgres.tls === null && leaves([postgres.host]),
    // Kafka Connect is handed it over its REST interface, and sends it to Postgres.
    debezium: plainHttp(connect.url) || (!insidePostgres.tls && leaves([insidePostgres.host])),
    // ClickHouse is handed it with its Kafka table.
    kafka:
      plainKafka(kafka.brokers, kafka.tls !== null) ||
      (inside.kafka !== undefined && plainKafka(inside.kafka.brokers, inside.kafka.tls)) ||
      plainHttp(clickhouse.url),
    connect: plainHttp(connect.url),
    clickhouse: plainHttp(clickhouse.url),
    redis: redis.tls === null && leaves(redis.nodes.map(({ host: node }) => node)),
  }
  return secretsNeeded(profile).filter((each) => inClear[each])
}
