/** The services of the pipeline as a job of the prover uses them; opened for a job, closed with it. */
import { join } from 'node:path'
import type { Kafka } from 'kafkajs'
import type pg from 'pg'
import type { LogLevel } from '../../contract/commands'
import { redisPrefix } from '../../contract/pipeline'
import type { Settings } from '../../contract/settings'
import type { Endpoints, Paths } from '../../contract/workers'
import { connectClickhouse } from '../shared/clickhouse'
import { connectKafka } from '../shared/kafka'
import { connectPostgres } from '../shared/postgres'
import { connectRedis, type RedisClient } from '../shared/redis'
import { postgresSource, warehouseSource, type PostgresSource, type WarehouseSource } from './sources'

export interface Services {
  readonly endpoints: Endpoints
  readonly paths: Paths
  readonly kafka: Kafka
  readonly redis: RedisClient
  /** Of every key in Redis. */
  readonly prefix: string
  readonly pool: pg.Pool
  readonly postgres: PostgresSource
  readonly warehouse: WarehouseSource
  readonly groups: { readonly enricher: string; readonly clickhouse: string }
  /** The built file of scanEntry.ts. */
  readonly scanEntry: string
  close(): Promise<void>
}

const connections = 3

export function openServices(
  endpoints: Endpoints,
  paths: Paths,
  settings: Settings,
  log: (level: LogLevel, text: string) => void,
): Services {
  const pool = connectPostgres(endpoints, connections, log)
  const clickhouse = connectClickhouse(endpoints)
  const redis = connectRedis(endpoints, log)
  return {
    endpoints,
    paths,
    kafka: connectKafka(endpoints, 'marsad-prover', log),
    redis,
    prefix: redisPrefix(settings.redisKeyPrefix, endpoints.redis.cluster),
    pool,
    postgres: postgresSource(pool, paths),
    warehouse: warehouseSource(clickhouse, paths),
    groups: { enricher: settings.enricherGroup, clickhouse: settings.clickhouseGroup },
    scanEntry: join(paths.entries, 'prover-scan.js'),
    close: async () => {
      redis.disconnect()
      await Promise.all([pool.end(), clickhouse.close()])
    },
  }
}
