import { Redis } from 'ioredis'
import { MarsadError } from '../../../contract/errors'
import { redisKeys, redisPrefix } from '../../../contract/pipeline'
import type { Endpoints } from '../../../contract/workers'
import { connectRedis, redisOptions } from '../../clients/redis'
import { addressText, type Address } from './dial'

/**
 * Asks a node for its version and whether it is what it is taken for; a cluster is asked for a key of the leaderboard as well.
 * @throws MarsadError `remote_redis_cluster` or `remote_redis_single` {address}; else as ioredis.
 */
export async function checkRedis(endpoints: Endpoints, node: Address, signal: AbortSignal): Promise<string> {
  const info = await infoOf(endpoints, node, signal)
  const field = (name: string): string | null => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? null
  const isCluster = field('redis_mode') === 'cluster'
  const { cluster } = endpoints.redis
  if (isCluster !== cluster) {
    throw new MarsadError(isCluster ? 'remote_redis_cluster' : 'remote_redis_single', { address: addressText(node) })
  }
  if (cluster) await readKey(endpoints, signal)
  return field('redis_version') ?? 'unknown'
}

async function infoOf(endpoints: Endpoints, node: Address, signal: AbortSignal): Promise<string> {
  const redis = new Redis({
    ...redisOptions(endpoints),
    ...node,
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  // The first is the cause; what follows only says that the connection is closed.
  let first: Error | undefined
  redis.on('error', (error: Error) => {
    first ??= error
  })
  const stop = (): void => redis.disconnect()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await redis.connect()
    return await redis.info('server')
  } catch (thrown) {
    throw first ?? thrown
  } finally {
    signal.removeEventListener('abort', stop)
    redis.disconnect()
  }
}

async function readKey(endpoints: Endpoints, signal: AbortSignal): Promise<void> {
  let last: string | undefined
  const redis = connectRedis(endpoints, (_level, text) => {
    last = text
  })
  const stop = (): void => redis.disconnect()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await redis.exists(redisKeys.offsets(redisPrefix('', true)))
  } catch (thrown) {
    throw new Error(last ?? 'the cluster serves no key', { cause: thrown })
  } finally {
    signal.removeEventListener('abort', stop)
    redis.disconnect()
  }
}
