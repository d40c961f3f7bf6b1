import { Cluster } from 'ioredis'
import { z } from 'zod'
import { redisKeys, utcMinute } from '../../contract/pipeline'
import type { PipelineSnapshot, Reading } from '../../contract/snapshot'
import type { RedisClient } from '../clients/redis'

type RedisFigures = PipelineSnapshot['redis'] extends Reading<infer T> ? T : never

/** Minute sets are looked for by name in this span around now: longer than their time to live, so that none is missed. */
const minutesBack = 24 * 60
const minutesAhead = 5

const counter = z.coerce.number().nullable()
const outsideSchema = z.tuple([counter, counter])

/** Of all masters of a cluster, in bytes: the keys of the leaderboard lie on one of them. */
async function usedMemory(redis: RedisClient): Promise<number> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis]
  const used = await Promise.all(nodes.map(async (node) => usedBytesOf(await node.info('memory'))))
  return used.reduce((sum, bytes) => sum + bytes, 0)
}

/** `used_memory` of INFO memory, in bytes. */
function usedBytesOf(info: string): number {
  const found = /^used_memory:(\d+)/m.exec(info)?.[1]
  if (found === undefined) throw new Error('INFO memory tells no used_memory')
  return Number(found)
}

/** Reads how many minute sets there are, memory, and the events outside every window. Writes nothing. */
export function redisReader(redis: RedisClient, prefix: string, clock: () => number): () => Promise<RedisFigures> {
  let minute = -1
  let keys: string[] = []
  return async () => {
    const now = clock()
    if (Math.floor(now / 60_000) !== minute) {
      minute = Math.floor(now / 60_000)
      keys = Array.from({ length: minutesBack + minutesAhead + 1 }, (_, index) =>
        redisKeys.minute(prefix, utcMinute(now + (minutesAhead - index) * 60_000)),
      )
    }
    const [minuteSets, usedBytes, outside] = await Promise.all([
      redis.exists(...keys),
      usedMemory(redis),
      redis.hmget(redisKeys.outside(prefix), 'past', 'future'),
    ])
    const [past, future] = outsideSchema.parse(outside)
    return { minuteSets, usedBytes, past: past ?? 0, future: future ?? 0 }
  }
}
