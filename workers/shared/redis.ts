/** Redis as every worker uses it. */
import { Redis } from 'ioredis'
import type { LogLevel } from '../../contract/commands'
import type { Endpoints } from '../../contract/workers'

/** A client that reconnects for ever within a second; a command fails after 3 tries rather than wait without end. */
export function connectRedis(endpoints: Endpoints, log: (level: LogLevel, text: string) => void): Redis {
  const redis = new Redis({
    host: endpoints.redis.host,
    port: endpoints.redis.port,
    maxRetriesPerRequest: 3,
    retryStrategy: (times) => Math.min(50 * times, 1_000),
  })
  redis.on('error', (error: Error) => log('warn', `redis: ${error.message}`))
  return redis
}
