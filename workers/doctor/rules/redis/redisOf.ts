import type { Facts } from '../../facts'
import type { RedisFacts } from '../../probes/redis'

/** What Redis told, once the stack is up. */
export function redisOf({ stack, redis }: Facts): RedisFacts | null {
  return stack?.phase === 'ready' || stack?.phase === 'degraded' ? redis.value : null
}
