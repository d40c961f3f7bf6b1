import { Cluster } from 'ioredis'
import { z } from 'zod'
import { longestWindowMinutes, minuteStartMs, redisKeys, windowMinutesOf } from '../../../contract/pipeline'
import type { RedisClient } from '../../clients/redis'
import type { Services } from '../services'

export interface RedisFacts {
  readonly role: string
  readonly maxMemory: number
  readonly usedMemory: number
  readonly policy: string
  readonly evicted: number
  /** Its clock, milliseconds since the epoch. */
  readonly clockMs: number
  /**
   * Minute sets of the longest window: the minutes (YYYYMMDDHHMM) that have one, the keys of those that never expire, and of those that
   * expire before their minute has left the window.
   */
  readonly minutes: {
    readonly present: readonly string[]
    readonly withoutExpiry: readonly string[]
    readonly shortLived: readonly string[]
  }
  /** Of a replica: where its master is; null on a master. */
  readonly master: string | null
  /** Clients whose script waits. Scripts call nothing that blocks: somebody has paused who writes. */
  readonly heldScripts: number
}

/** When a minute is in no window any more, in milliseconds since the epoch. */
const leavesWindowAt = (minute: string): number => minuteStartMs(minute) + longestWindowMinutes * 60_000

/** Rejects with what Redis answers. @param now milliseconds since the epoch */
export async function lookAtRedis({ redis, prefix }: Services, now: number): Promise<RedisFacts> {
  const node = redis instanceof Cluster ? redis.nodes('master')[0] : redis
  if (node === undefined) throw new Error('the cluster has no master')
  const info = await node.info()
  const field = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? ''
  const minutes = windowMinutesOf(now, longestWindowMinutes)
  const keys = minutes.map((minute) => redisKeys.minute(prefix, minute))
  const ttls = await ttlsOf(redis, keys)
  return {
    role: field('role'),
    maxMemory: Number(field('maxmemory')),
    usedMemory: Number(field('used_memory')),
    policy: field('maxmemory_policy'),
    evicted: Number(field('evicted_keys')),
    clockMs: Number(field('server_time_usec')) / 1_000,
    minutes: {
      // -2: no such key; -1: it never expires.
      present: minutes.filter((_minute, index) => ttls[index] !== -2),
      withoutExpiry: keys.filter((_key, index) => ttls[index] === -1),
      shortLived: keys.filter((_key, index) => {
        const [seconds = -1, minute] = [ttls[index], minutes[index]]
        return seconds >= 0 && minute !== undefined && now + seconds * 1_000 < leavesWindowAt(minute)
      }),
    },
    master: field('master_host') === '' ? null : `${field('master_host')}:${field('master_port')}`,
    // The list costs more than the rest where there are many clients.
    heldScripts: Number(field('blocked_clients')) > 0 ? heldIn(z.string().parse(await node.call('CLIENT', 'LIST'))) : 0,
  }
}

const blocked = / flags=\S*b/
const script = / cmd=(?:eval|evalsha|fcall) /

/** @param list what CLIENT LIST answers: a line for each client */
export const heldIn = (list: string): number =>
  list.split('\n').filter((line) => blocked.test(line) && script.test(line)).length

/** Seconds that each key has left; -2: there is none; -1: it never expires. One writing for all, as each costs a call of the system. */
async function ttlsOf(redis: RedisClient, keys: readonly string[]): Promise<number[]> {
  const pipeline = redis.pipeline()
  for (const key of keys) pipeline.ttl(key)
  const answers = (await pipeline.exec()) ?? []
  return answers.map(([error, seconds]) => {
    if (error !== null) throw error
    return z.number().parse(seconds)
  })
}
