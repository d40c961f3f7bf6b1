import { redisKeys, windowMinutesOf, type WindowMinutes } from '../../contract/pipeline'
import type { Leaderboard, LeaderboardRow } from '../../contract/snapshot'
import { createRankMemory, type RankMemory } from './ranking'
import type { Titles } from './titles'
import type { ReadTopWindow } from './topWindow'
import type { RedisClient } from '../clients/redis'

/** Reads leaderboards for people: titles, movements and the latest minutes beside the scores. */
export interface Leaderboards {
  /** Rejects when Redis cannot be read; titles that are not known yet are null. */
  read(window: WindowMinutes, limit: number): Promise<Leaderboard>
  /** The same leaderboard with the titles that are known by now. */
  titled(board: Leaderboard): Leaderboard
}

const sparkPoints = 15
/** Ranks are remembered as far as anyone can ask. */
const rememberedRanks = 500

/** Cents as seconds with two places, by whole numbers only. */
export function secondsText(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

export function createLeaderboards(options: {
  readonly redis: RedisClient
  readonly prefix: string
  readonly topWindow: ReadTopWindow
  readonly titles: Titles
  readonly clock: () => number
}): Leaderboards {
  const { redis, prefix, topWindow, titles, clock } = options
  const memories = new Map<WindowMinutes, RankMemory>()
  const memoryOf = (window: WindowMinutes): RankMemory => {
    const memory = memories.get(window) ?? createRankMemory()
    memories.set(window, memory)
    return memory
  }

  /** Seconds of each member in each of the window's latest minutes; one round trip. */
  const sparks = async (window: WindowMinutes, ids: readonly string[], nowMs: number): Promise<number[][]> => {
    if (ids.length === 0) return []
    const minutes = windowMinutesOf(nowMs, Math.min(window, sparkPoints))
    const scores = await Promise.all(minutes.map((minute) => redis.zmscore(redisKeys.minute(prefix, minute), ...ids)))
    return ids.map((_, index) =>
      scores.map((minute) => {
        const score = minute[index]
        return score === undefined || score === null ? 0 : Math.round(Number(score) * 100) / 100
      }),
    )
  }

  return {
    read: async (window, limit) => {
      const now = clock()
      const { members, top } = await topWindow(window, Math.max(limit, rememberedRanks), now)
      const shown = top.slice(0, limit)
      const points = await sparks(
        window,
        shown.map(({ contentId }) => contentId),
        now,
      )
      const memory = memoryOf(window)
      memory.remember(
        now,
        top.map(({ contentId }) => contentId),
      )
      const rows = shown.map(({ contentId, cents }, index): LeaderboardRow => {
        const known = titles.get(contentId)
        return {
          rank: index + 1,
          contentId,
          title: known?.title ?? null,
          contentType: known?.contentType ?? null,
          seconds: secondsText(cents),
          moved: memory.moved(now, contentId, index + 1),
          spark: points[index] ?? [],
        }
      })
      return { window, rows, members }
    },
    titled: (board) => ({
      ...board,
      rows: board.rows.map((row) => {
        const known = titles.get(row.contentId)
        return { ...row, title: known?.title ?? null, contentType: known?.contentType ?? null }
      }),
    }),
  }
}
