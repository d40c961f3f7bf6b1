import { isUp, type Facts } from '../../facts'
import type { RedisFacts } from '../../probes/redis'

/** What Redis told, once the stack is up. */
export const redisOf = (facts: Facts): RedisFacts | null => (isUp(facts) ? facts.redis.value : null)
