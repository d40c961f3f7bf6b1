/** A Lua script of sql/redis, run by its hash. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RedisClient } from './redis'

export interface RedisScript {
  /** Runs it atomically; the answer is as Redis gives it, to be parsed by the caller. */
  run(redis: RedisClient, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>
}

/**
 * @param sql the sql/ folder.
 * @param name the file's name in sql/redis, without `.lua`.
 * Throws what reading the file throws.
 */
export function loadRedisScript(sql: string, name: string): RedisScript {
  const text = readFileSync(join(sql, 'redis', `${name}.lua`), 'utf8')
  const sha = createHash('sha1').update(text).digest('hex')
  return {
    run: async (redis, keys, args) => {
      try {
        return await redis.evalsha(sha, keys.length, ...keys, ...args)
      } catch (thrown) {
        // A Redis that was restarted or flushed does not know the script: sent once in full, it does.
        if (!(thrown instanceof Error) || !thrown.message.startsWith('NOSCRIPT')) throw thrown
        return redis.eval(text, keys.length, ...keys, ...args)
      }
    },
  }
}
