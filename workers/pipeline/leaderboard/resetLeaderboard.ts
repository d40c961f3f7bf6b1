/** Begins the leaderboard in Redis anew: its workers then rebuild it from engagement_enriched. */
import { z } from 'zod'
import { longestWindowMinutes, redisKeys, utcMinute } from '../../../contract/pipeline'
import { pause } from '../../../common/pause'
import { loadRedisScript } from '../../clients/redisScript'
import type { RedisClient } from '../../clients/redis'

const minuteMs = 60_000
/** A minute set outlives the longest window by an hour. */
export const minuteSetLifeMs = (longestWindowMinutes + 60) * minuteMs
/** Clocks differ a little; beyond this an event is of the future. */
export const futureToleranceMs = 2 * minuteMs

/**
 * Removes everything of the leaderboard, once for all that ask at the same time (sql/redis/rebuild.lua).
 * @param stale a partition and its stored offset, if that must still be what is stored; null: only where the offsets are missing.
 * @returns whether this call did it.
 */
export async function beginBoardAnew(
  redis: RedisClient,
  sql: string,
  prefix: string,
  nowMs: number,
  stale: { readonly partition: number; readonly next: number } | null,
): Promise<boolean> {
  const keys = [redisKeys.offsets(prefix), redisKeys.outside(prefix)]
  // All that may still live: a little more than the life of a set back, and what clocks ahead may have begun.
  const last = nowMs + futureToleranceMs + minuteMs
  for (let minute = nowMs - minuteSetLifeMs - minuteMs; minute <= last; minute += minuteMs) {
    keys.push(redisKeys.minute(prefix, utcMinute(minute)))
  }
  const args = [nowMs, stale?.partition ?? '', stale?.next ?? '']
  return z.number().parse(await loadRedisScript(sql, 'rebuild').run(redis, keys, args)) === 1
}

const tries = 50
const tryEveryMs = 100

/**
 * Begins the leaderboard anew whatever its worker is doing.
 * @param now milliseconds since the epoch.
 * @returns whether it was done. Rejects when the signal aborts, or with what Redis answers.
 */
export async function rebuildBoard(
  redis: RedisClient,
  sql: string,
  prefix: string,
  now: () => number,
  signal: AbortSignal,
): Promise<boolean> {
  for (let tried = 0; tried < tries; tried += 1) {
    signal.throwIfAborted()
    // The script asks for an offset that is still the stored one; the worker may move it on meanwhile.
    const offsets = Object.entries(await redis.hgetall(redisKeys.offsets(prefix)))
    const stored = offsets.find(([field]) => /^\d+$/.test(field))
    const stale = stored === undefined ? null : { partition: Number(stored[0]), next: Number(stored[1]) }
    if (await beginBoardAnew(redis, sql, prefix, now(), stale)) return true
    await pause(tryEveryMs, signal)
  }
  return false
}
