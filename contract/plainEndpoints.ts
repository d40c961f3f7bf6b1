import type { Endpoints } from './workers'

/** What is told of services that speak in clear to whoever can reach them, each on one machine. */
export interface PlainServices {
  readonly postgres: Omit<Endpoints['postgres'], 'tls'>
  readonly postgresSuperuser: Endpoints['postgresSuperuser']
  readonly debezium: Omit<Endpoints['debezium'], 'caFile' | 'reference'> & { readonly reference?: string }
  readonly kafka: Pick<Endpoints['kafka'], 'brokers' | 'published'> & Partial<Pick<Endpoints['kafka'], 'sasl'>>
  readonly connect: Omit<Endpoints['connect'], 'tls'>
  readonly clickhouse: Pick<Endpoints['clickhouse'], 'url' | 'user' | 'password'>
  readonly redis: Endpoints['redis']['nodes'][number] & {
    readonly account?: { readonly username: string; readonly password: string }
  }
  readonly inside: {
    readonly postgres: Omit<Endpoints['inside']['postgres'], 'tls'>
    readonly kafka: Pick<Endpoints['kafka'], 'brokers'> & Partial<Pick<Endpoints['kafka'], 'sasl'>>
  }
}

/** Endpoints without TLS or clusters: those of the embedded stack and of Docker. */
export function plainEndpoints(services: PlainServices): Endpoints {
  const { postgres, postgresSuperuser, debezium, kafka, connect, clickhouse, redis, inside } = services
  return {
    postgres: { ...postgres, tls: null },
    postgresSuperuser,
    debezium: { ...debezium, reference: debezium.reference ?? null, caFile: null },
    kafka: { ...kafka, tls: null, sasl: kafka.sasl ?? null },
    connect: { ...connect, tls: null },
    clickhouse: { ...clickhouse, cluster: null, tls: null },
    redis: {
      nodes: [{ host: redis.host, port: redis.port }],
      cluster: false,
      username: redis.account?.username ?? null,
      password: redis.account?.password ?? null,
      tls: null,
    },
    inside: {
      postgres: { ...inside.postgres, tls: false },
      kafka: { ...inside.kafka, tls: false, sasl: inside.kafka.sasl ?? null },
    },
  }
}
