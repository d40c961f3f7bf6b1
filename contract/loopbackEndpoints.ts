import { z } from 'zod'
import { plainEndpoints } from './plainEndpoints'
import type { Ports } from './settings'
import type { Endpoints } from './workers'

const secretSchema = z.string().min(16)

/** Random passwords of one data folder: accounts of the console itself, beside the published ones of the source document. */
export const stackCredentialsSchema = z.object({
  postgres: secretSchema,
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

/** Passwords that the source document publishes: its checks work as they stand. */
export const publishedAccounts = {
  postgres: { user: 'app', password: 'app' },
  debezium: { user: 'dbz', password: 'dbz' },
  clickhouse: { user: 'ch', password: 'chpw' },
} as const

/** Where the embedded services of this machine answer the console's own parts, and how these authenticate. */
export function loopbackEndpoints(ports: Ports, access: LoopbackAccess): Endpoints {
  const host = '127.0.0.1'
  const kafka = { brokers: [`${host}:${ports.kafka}`] }
  const postgres = { host, port: ports.postgres }
  return plainEndpoints({
    postgres: { ...postgres, database: 'appdb', ...publishedAccounts.postgres },
    postgresSuperuser: null,
    debezium: publishedAccounts.debezium,
    kafka,
    connect: {
      url: `http://${host}:${access.ports.connect}`,
      publishedUrl: `http://${host}:${ports.connect}`,
      account: { user: consoleAccount, password: access.credentials.connect },
    },
    clickhouse: { url: `http://${host}:${ports.clickhouse}`, ...publishedAccounts.clickhouse },
    redis: { host, port: ports.redis },
    inside: { postgres, kafka },
  })
}
