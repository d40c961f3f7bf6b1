import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canaryContentId, redisKeys, windowMinutesOf } from '../../contract/pipeline'
import type { Paths } from '../../contract/workers'
import { sqlFile } from '../clients/sqlFile'
import type { RedisClient } from '../clients/redis'

/** The top of a window as Redis has it. */
export interface WindowTop {
  /** Members of the window in all. */
  readonly members: number
  /** Largest first; equal ones in the order of their ids. */
  readonly top: readonly { readonly contentId: string; readonly cents: number }[]
}

/** Reads the first `limit` of a window of `minutes` at `nowMs`. Rejects as ioredis does. */
export type ReadTopWindow = (minutes: number, limit: number, nowMs: number) => Promise<WindowTop>

const answerSchema = z.array(z.union([z.string(), z.number()])).min(1)

/** `{members, id1, cents1, id2, cents2, …}` of top_window.lua. */
export function parseTopWindow(answer: unknown): WindowTop {
  const [members, ...flat] = answerSchema.parse(answer)
  const top: { contentId: string; cents: number }[] = []
  for (let index = 0; index + 1 < flat.length; index += 2) {
    top.push({ contentId: String(flat[index]), cents: Number(flat[index + 1]) })
  }
  return { members: Number(members), top }
}

/** The script stays in Redis under its digest; a Redis that does not know it (it was restarted) is sent it again. */
export function topWindowReader(redis: RedisClient, paths: Paths, prefix: string): ReadTopWindow {
  const script = sqlFile(paths, 'redis/top_window.lua')
  const digest = createHash('sha1').update(script).digest('hex')
  return async (minutes, limit, nowMs) => {
    const keys = windowMinutesOf(nowMs, minutes).map((minute) => redisKeys.minute(prefix, minute))
    const call = [keys.length, ...keys, limit, canaryContentId] as const
    try {
      return parseTopWindow(await redis.evalsha(digest, ...call))
    } catch (thrown) {
      if (!(thrown instanceof Error) || !thrown.message.startsWith('NOSCRIPT')) throw thrown
      return parseTopWindow(await redis.eval(script, ...call))
    }
  }
}
