/** Clients of all services of the pipeline, for a worker that looks at the whole of it. */
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kafka, RetryOptions } from '../kafka/wire/kafkajs/kafkajs'
import type pg from 'pg'
import type { LogLevel } from '../../contract/commands'
import { redisPrefix } from '../../contract/pipeline'
import type { Settings } from '../../contract/settings'
import type { Endpoints } from '../../contract/workers'
import { connectClickhouse } from '../clients/clickhouse'
import { connectKafka } from '../kafka/wire/kafkajs/connectKafka'
import { connectPostgres } from '../clients/postgres'
import { connectRedis, type RedisClient } from '../clients/redis'

export interface ServiceClients {
  readonly pool: pg.Pool
  readonly clickhouse: ClickHouseClient
  readonly redis: RedisClient
  /** Of every key in Redis. */
  readonly prefix: string
  readonly kafka: Kafka
  close(): Promise<void>
}

export interface ClientOptions {
  /** What Kafka knows the worker by. */
  readonly clientId: string
  /** Connections to Postgres at most. */
  readonly connections: number
  /** What differs from the usual patience with Kafka. */
  readonly retry?: RetryOptions
  readonly log: (level: LogLevel, text: string) => void
}

export function openServiceClients(
  endpoints: Endpoints,
  settings: Settings,
  { clientId, connections, retry, log }: ClientOptions,
): ServiceClients {
  const pool = connectPostgres(endpoints, connections, log)
  const clickhouse = connectClickhouse(endpoints)
  const redis = connectRedis(endpoints, log)
  return {
    pool,
    clickhouse,
    redis,
    prefix: redisPrefix(settings.redisKeyPrefix, endpoints.redis.cluster),
    kafka: connectKafka(endpoints, clientId, log, retry),
    close: async () => {
      redis.disconnect()
      await Promise.all([pool.end(), clickhouse.close()])
    },
  }
}
