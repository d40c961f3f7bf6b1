import { redisKeys, utcMinute } from '../../../../contract/pipeline'
import { Redis } from 'ioredis'
import { waitFor } from '../../../support/waitFor'
import type { FaultCase, Ground } from '../faultCase'

/** The set of a minute that is over: nothing is added to it any more. */
async function pastMinute({ stores }: Ground): Promise<string> {
  const key = redisKeys.minute(stores.prefix, utcMinute(Date.now() - 60_000))
  await waitFor('the minute before to have a set', async () => (await stores.redis.exists(key)) === 1, 90_000)
  return key
}

function server({ stores: { redis } }: Ground): Redis {
  if (redis instanceof Redis) return redis
  throw new Error('this stack has no single Redis')
}

export const redisCases: readonly FaultCase[] = [
  {
    rule: 'redis_evicts',
    subject: 'redis',
    inject: async (ground) => {
      await server(ground).config('SET', 'maxmemory', '512mb')
      await server(ground).config('SET', 'maxmemory-policy', 'allkeys-lru')
    },
    fix: 'keep',
    heal: async (ground) => {
      await server(ground).config('SET', 'maxmemory', '0')
    },
  },
  {
    rule: 'redis_read_only',
    subject: 'redis',
    // Nobody is there: it keeps what it has.
    inject: async (ground) => {
      await server(ground).replicaof('127.0.0.1', 1)
    },
    fix: 'promote',
  },
  {
    rule: 'minute_without_expiry',
    subject: 'redis',
    inject: async (ground) => {
      await ground.stores.redis.persist(await pastMinute(ground))
    },
    fix: 'expire',
  },
  {
    rule: 'minute_expires_early',
    subject: 'redis',
    inject: async (ground) => {
      await ground.stores.redis.expire(await pastMinute(ground), 600)
    },
    fix: 'expire',
  },
  {
    rule: 'leaderboard_empty',
    subject: 'leaderboard',
    inject: async (ground) => {
      await ground.stores.redis.del(await pastMinute(ground))
    },
    fix: 'rebuild',
  },
]
