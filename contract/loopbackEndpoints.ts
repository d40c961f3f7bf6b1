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
export function loopbackEndpoints(ports: Ports, { credentials }: LoopbackAccess): Endpoints {
  const host = '127.0.0.1'
  const kafka = { brokers: [`${host}:${ports.kafka}`] }
  const postgres = { host, port: ports.postgres }
  return plainEndpoints({
    postgres: { ...postgres, database: 'appdb', ...publishedAccounts.postgres },
    postgresSuperuser: { user: consoleAccount, password: credentials.postgres },
    debezium: {
      user: publishedAccounts.debezium.user,
      password: credentials.debezium,
      reference: `\${env:${debeziumPasswordVariable}}`,
    },
    kafka,
    connect: { url: `http://${host}:${ports.connect}` },
    clickhouse: {
      url: `http://${host}:${ports.clickhouse}`,
      user: consoleAccount,
      password: credentials.clickhouse,
    },
    redis: {
      ...{ host, port: ports.redis },
      account: { username: consoleAccount, password: credentials.redis },
    },
    inside: { postgres, kafka },
  })
}
