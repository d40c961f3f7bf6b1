/** Redis as every worker uses it. */
import { Cluster, Redis } from 'ioredis'
import type { LogLevel } from '../../contract/commands'
import type { Endpoints } from '../../contract/workers'
import { tlsTrust, type TlsTrust } from './tlsTrust'

/** One server or a Redis Cluster: the same commands. Each command's keys lie in one slot (contract/pipeline.ts: redisPrefix). */
export type RedisClient = Redis | Cluster

const connectTimeoutMs = 5_000
const backoff = (times: number): number => Math.min(50 * times, 1_000)

export interface NodeOptions {
  readonly connectTimeout: number
  readonly username?: string
  readonly password?: string
  readonly tls?: TlsTrust
}

/** How to sign in to each node, as ioredis wants it told. */
export function redisOptions({ redis }: Endpoints): NodeOptions {
  return {
    connectTimeout: connectTimeoutMs,
    ...(redis.username === null ? {} : { username: redis.username }),
    ...(redis.password === null ? {} : { password: redis.password }),
    ...(redis.tls === null ? {} : { tls: tlsTrust(redis.tls) }),
  }
}

/** A client that reconnects for ever within a second; a command fails after 3 tries rather than wait without end. */
export function connectRedis(endpoints: Endpoints, log: (level: LogLevel, text: string) => void): RedisClient {
  const options = redisOptions(endpoints)
  const redis = endpoints.redis.cluster
    ? new Cluster(
        endpoints.redis.nodes.map((node) => ({ ...node })),
        {
          redisOptions: { ...options, maxRetriesPerRequest: 3 },
          clusterRetryStrategy: backoff,
          slotsRefreshTimeout: connectTimeoutMs,
          // By name, as the certificates are: an address that was looked up would not be in them.
          dnsLookup: (address, found) => found(null, address),
        },
      )
    : new Redis({ ...options, ...endpoints.redis.nodes[0], maxRetriesPerRequest: 3, retryStrategy: backoff })
  redis.on('error', (error: Error) => log('warn', `redis: ${error.message}`))
  return redis
}
