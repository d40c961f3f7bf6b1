import { z } from 'zod'
import { plainEndpoints } from './plainEndpoints'
import type { Ports } from './settings'
import type { Endpoints } from './workers'

const secretSchema = z.string().min(16)

/** Random passwords of one data folder: accounts of the console itself, beside the published ones of the source document. */
export const stackCredentialsSchema = z.object({
  postgres: secretSchema,
  debezium: secretSchema,
  kafka: secretSchema,
  /** What the broker authenticates with to itself and to its controller. */
  kafkaBroker: secretSchema,
  /** ClickHouse's account in Kafka, which only reads: its engine shows what its tables hold to whoever may ask for it. */
  kafkaClickhouse: secretSchema,
  connect: secretSchema,
  clickhouse: secretSchema,
  redis: secretSchema,
})
export type StackCredentials = z.infer<typeof stackCredentialsSchema>

/** Ports that no document names: only the console's own parts use them. */
export interface InternalPorts {
  /** Kafka's listener with authentication. */
  readonly kafka: number
  /** Kafka Connect's REST interface, behind the door on the published port. */
  readonly connect: number
}

export interface LoopbackAccess {
  readonly ports: InternalPorts
  readonly credentials: StackCredentials
}

/** The account of the console itself in each embedded service. */
export const consoleAccount = 'marsad'
/** Further accounts in the embedded Kafka. */
export const kafkaAccounts = { broker: 'marsad-broker', clickhouse: 'marsad-clickhouse' } as const

/** Where the worker of Kafka Connect finds that secret: the connector's configuration, which others may read, only refers to it. */
export const debeziumPasswordVariable = 'MARSAD_DEBEZIUM_PASSWORD'

/** Passwords that the source document publishes: its checks work as they stand. */
export const publishedAccounts = {
  postgres: { user: 'app', password: 'app' },
  /** In the embedded stack its password is a secret: docs/pipeline.md, "Accounts of the embedded Postgres". */
  debezium: { user: 'dbz', password: 'dbz' },
  clickhouse: { user: 'ch', password: 'chpw' },
} as const

/** Where the embedded services of this machine answer the console's own parts, and how these authenticate. */
export function loopbackEndpoints(ports: Ports, access: LoopbackAccess): Endpoints {
  const host = '127.0.0.1'
  const { credentials } = access
  const brokers = [`${host}:${access.ports.kafka}`]
  const postgres = { host, port: ports.postgres }
  return plainEndpoints({
    postgres: { ...postgres, database: 'appdb', ...publishedAccounts.postgres },
    postgresSuperuser: { user: consoleAccount, password: credentials.postgres },
    debezium: {
      user: publishedAccounts.debezium.user,
      password: credentials.debezium,
      reference: `\${env:${debeziumPasswordVariable}}`,
    },
    kafka: {
      brokers,
      published: `${host}:${ports.kafka}`,
      sasl: { mechanism: 'scram-sha-256', username: consoleAccount, password: credentials.kafka },
    },
    connect: {
      url: `http://${host}:${access.ports.connect}`,
      publishedUrl: `http://${host}:${ports.connect}`,
      account: { user: consoleAccount, password: credentials.connect },
    },
    clickhouse: {
      url: `http://${host}:${ports.clickhouse}`,
      user: consoleAccount,
      password: credentials.clickhouse,
    },
    redis: {
      ...{ host, port: ports.redis },
      account: { username: consoleAccount, password: credentials.redis },
    },
    inside: {
      postgres,
      kafka: {
        brokers,
        // The engine's Kafka client was built without SCRAM.
        sasl: { mechanism: 'plain', username: kafkaAccounts.clickhouse, password: credentials.kafkaClickhouse },
      },
    },
  })
}
