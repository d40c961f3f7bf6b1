import { minuteStartMs } from '../../../../contract/pipeline'
import { minuteSetLifeMs } from '../../../shared/beginBoardAnew'
import type { FixTools } from '../../rule'

/** Gives minute sets the time to live that the leaderboard's script gives them. @param keys of minute sets */
export async function expireAsOthers({ services: { redis } }: FixTools, keys: readonly string[]): Promise<void> {
  const endOf = (key: string): number => minuteStartMs(key.slice(-'YYYYMMDDHHMM'.length)) + minuteSetLifeMs
  await Promise.all(keys.map((key) => redis.expireat(key, endOf(key) / 1_000)))
}
