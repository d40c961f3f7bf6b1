/** The services of the pipeline as the doctor reads and mends them. */
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kafka } from 'kafkajs'
import type pg from 'pg'
import type { LogLevel } from '../../contract/commands'
import { redisPrefix } from '../../contract/pipeline'
import type { Settings } from '../../contract/settings'
import type { Endpoints, Paths } from '../../contract/workers'
import { connectClickhouse } from '../shared/clickhouse'
import { connectKafka } from '../shared/kafka'
import { createKafkaAdmin, createKafkaCluster, type KafkaAdmin, type KafkaCluster } from '../shared/kafkaAdmin'
import { connectPostgres } from '../shared/postgres'
import { connectRedis, type RedisClient } from '../shared/redis'
import { watchTransactions, type TransactionWatch } from './probes/openTransactions'
import { watchScores, type ScoreWatch } from './probes/scores'

export interface Services {
  readonly endpoints: Endpoints
  readonly paths: Paths
  readonly settings: Settings
  readonly pool: pg.Pool
  readonly clickhouse: ClickHouseClient
  readonly redis: RedisClient
  /** Of every key in Redis. */
  readonly prefix: string
  readonly kafka: Kafka
  readonly admin: KafkaAdmin
  readonly cluster: KafkaCluster
  readonly transactions: TransactionWatch
  readonly scores: ScoreWatch
  /** For what is worth a line and no finding. */
  readonly log: (level: LogLevel, text: string) => void
  close(): Promise<void>
}

/** One for looking, one for adding up, one for mending. */
const connections = 3
/** A look is over before a patient client has tried its second broker. */
const impatient = { retries: 1 }

export function openServices(endpoints: Endpoints, paths: Paths, settings: Settings, log: Services['log']): Services {
  const pool = connectPostgres(endpoints, connections, log)
  const clickhouse = connectClickhouse(endpoints)
  const redis = connectRedis(endpoints, log)
  const kafka = connectKafka(endpoints, 'marsad-doctor', log, impatient)
  const admin = createKafkaAdmin(kafka, log)
  const cluster = createKafkaCluster(kafka, log)
  return {
    endpoints,
    paths,
    settings,
    pool,
    clickhouse,
    redis,
    prefix: redisPrefix(settings.redisKeyPrefix, endpoints.redis.cluster),
    kafka,
    admin,
    cluster,
    transactions: watchTransactions(),
    scores: watchScores(),
    log,
    close: async () => {
      redis.disconnect()
      await Promise.all([pool.end(), clickhouse.close(), admin.close(), cluster.close()])
    },
  }
}
