/** The leaderboard's sums as Redis has them, and as the rows of Postgres make them now. What scores: docs/decisions/0012-what-scores.md. */
import type pg from 'pg'
import { z } from 'zod'
import { canaryContentId, redisKeys, utcMinute } from '../../../contract/pipeline'
import type { Paths } from '../../../contract/workers'
import type { RedisClient } from '../../clients/redis'
import { sqlFile } from '../../clients/sqlFile'

const minuteMs = 60_000
/** A rebuild reads as much more than the longest window (workers/leaderboard/partitionFollower.ts), and clocks differ. */
export const scoresMarginMs = 6 * minuteMs

const scoreRows = z.array(z.object({ minute_ms: z.coerce.number(), content_id: z.string(), cents: z.coerce.number() }))

/** Cents by {@link placeOf}. */
export type Scores = ReadonlyMap<string, number>

/** A content in a minute: `minute in ms/content id`. */
export const placeOf = (minute: number, contentId: string): string => `${minute}/${contentId}`

/** Cents as seconds with two places. */
export const secondsText = (cents: number): string => (cents / 100).toFixed(2)

/**
 * What the rows of Postgres make of some minutes as they stand now: an event that was changed after it had scored counts as it is.
 * @param minutes starts of UTC minutes in milliseconds, growing.
 * @param leftOut ids of events that are passed over.
 * Rejects with what Postgres answers.
 */
export async function scoresOfRows(
  { postgres, paths }: { readonly postgres: pg.Pool; readonly paths: Paths },
  minutes: readonly number[],
  leftOut: readonly number[],
): Promise<Scores> {
  const [first, last] = [minutes[0], minutes.at(-1)]
  if (first === undefined || last === undefined) return new Map()
  const instant = (ms: number): string => new Date(ms).toISOString()
  const values: unknown[] = [instant(first), instant(last + minuteMs), canaryContentId, leftOut]
  const text = sqlFile(paths, 'postgres/shared/leaderboard_scores.sql')
  const { rows } = await postgres.query<Record<string, unknown>>(text, values)
  const wanted = new Set(minutes)
  return new Map(
    scoreRows
      .parse(rows)
      .filter(({ minute_ms }) => wanted.has(minute_ms))
      .map(({ minute_ms, content_id, cents }) => [placeOf(minute_ms, content_id), cents]),
  )
}

/** What Redis holds of some minutes. Rejects with what it answers. */
export async function scoresOfRedis(
  { redis, prefix }: { readonly redis: RedisClient; readonly prefix: string },
  minutes: readonly number[],
): Promise<Scores> {
  const scores = new Map<string, number>()
  for (const minute of minutes) {
    const members = await redis.zrange(redisKeys.minute(prefix, utcMinute(minute)), '0', '-1', 'WITHSCORES')
    for (const [place, cents] of scoresOfMembers(minute, members)) scores.set(place, cents)
  }
  return scores
}

/** The members of a minute set with their scores, as Redis tells them: one after the other. The canary is left out. */
export function scoresOfMembers(minute: number, members: readonly string[]): Scores {
  const scores = new Map<string, number>()
  for (let index = 0; index + 1 < members.length; index += 2) {
    const [member, score] = [members[index], members[index + 1]]
    if (member === undefined || member === canaryContentId) continue
    scores.set(placeOf(minute, member), Math.round(Number(score) * 100))
  }
  return scores
}

/** Where the two say something else; zero is as good as nothing. */
export const differingPlaces = (expected: Scores, actual: Scores): Set<string> =>
  new Set([...expected.keys(), ...actual.keys()].filter((key) => (expected.get(key) ?? 0) !== (actual.get(key) ?? 0)))
