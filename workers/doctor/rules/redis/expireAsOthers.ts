import { minuteStartMs } from '../../../../contract/pipeline'
import { minuteSetLifeMs } from '../../../pipeline/leaderboard/resetLeaderboard'
import type { Facts } from '../../facts'
import type { FixTools, FixWords, Observed } from '../../rule'
import { redisCommand } from './redisCommand'

/** Gives minute sets the time to live that the leaderboard's script gives them. @param keys of minute sets */
export async function expireAsOthers({ services: { redis } }: FixTools, keys: readonly string[]): Promise<void> {
  const endOf = (key: string): number => minuteStartMs(key.slice(-'YYYYMMDDHHMM'.length)) + minuteSetLifeMs
  await Promise.all(keys.map((key) => redis.expireat(key, endOf(key) / 1_000)))
}

/** With the value `life`: {@link minuteSetLifeMs}. */
export const expireWords: FixWords = {
  summary: {
    en: 'Let them expire when the others do: {{life}} after their minute.',
    ar: 'جعلها تنتهي كغيرها: بعد {{life}} من بدء دقيقتها.',
  },
}

const shownKeys = 3

/** The first of some minute sets, each with how to see its time to live. */
export const keysSeen = (facts: Facts, keys: readonly string[]): readonly Observed<'key'>[] =>
  keys
    .slice(0, shownKeys)
    .map((key) => ({ word: 'key', values: { key }, command: redisCommand(facts.endpoints, `TTL '${key}'`) }))
