/** The rules of Redis, causes before what may follow from them. */
import type { Rule } from '../../rule'
import { leaderboardEmpty } from './leaderboardEmpty'
import { minuteExpiresEarly } from './minuteExpiresEarly'
import { minuteWithoutExpiry } from './minuteWithoutExpiry'
import { redisEvicts } from './redisEvicts'
import { redisHoldsWrites } from './redisHoldsWrites'
import { redisReadOnly } from './redisReadOnly'
import { scoresDiffer } from './scoresDiffer'

export const redisRules: readonly Rule[] = [
  redisReadOnly,
  redisHoldsWrites,
  redisEvicts,
  leaderboardEmpty,
  scoresDiffer,
  minuteExpiresEarly,
  minuteWithoutExpiry,
]
