/** The sums in Redis against a recomputation from Postgres. What scores: docs/decisions/0012-what-scores.md. */
import type { Kafka } from '../kafka/wire/kafkajs/kafkajs'
import type pg from 'pg'
import { longestWindowMinutes, topics, utcMinute } from '../../contract/pipeline'
import type { WrongScore } from '../../contract/proof'
import type { Paths } from '../../contract/workers'
import {
  differingPlaces,
  placeOf,
  scoresMarginMs,
  scoresOfRedis,
  scoresOfRows,
  secondsText,
} from '../pipeline/leaderboard/leaderboardScores'
import type { RedisClient } from '../clients/redis'
import { findRecords, type TopicEvidence } from './findRecords'
import { topicBounds, topicOffsets } from './scanTopic'

export interface LeaderboardOptions {
  readonly kafka: Kafka
  readonly postgres: pg.Pool
  readonly redis: RedisClient
  readonly paths: Paths
  readonly prefix: string
  readonly now: () => number
}

export interface LeaderboardFinding {
  readonly checked: number
  readonly wrong: readonly WrongScore[]
}

const minuteMs = 60_000
/** Events this far ahead of a clock may have been told apart as future ones when they were applied, or not: both is right. */
const futureMs = 110_000

/** Whole minutes of a stretch of time that the longest window shows now, oldest first. */
export function minutesToCheck(fromMs: number, toMs: number, nowMs: number): number[] {
  const current = Math.floor(nowMs / minuteMs) * minuteMs
  const first = Math.max(Math.ceil(fromMs / minuteMs) * minuteMs, current - (longestWindowMinutes - 1) * minuteMs)
  const minutes: number[] = []
  for (let minute = first; minute + minuteMs <= toMs && minute <= current; minute += minuteMs) minutes.push(minute)
  return minutes
}

/**
 * @param minutes starts of UTC minutes in milliseconds, growing.
 * @param deadLetters events that were never enriched and so score nothing.
 * Rejects with what a service answers.
 */
export async function checkLeaderboard(
  options: LeaderboardOptions,
  minutes: readonly number[],
  deadLetters: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<LeaderboardFinding> {
  const expected = await scoresOfRows(options, minutes, [...deadLetters])
  const actual = await scoresOfRedis(options, minutes)
  const checked = new Set([...expected.keys(), ...actual.keys()]).size
  const suspects = differingPlaces(expected, actual)
  if (suspects.size === 0) return { checked, wrong: [] }
  const corrected = await correctedScores(options, minutes, suspects, deadLetters, signal)
  const now = await scoresOfRedis(options, minutes)
  const wrong: WrongScore[] = []
  for (const key of suspects) {
    const bounds = corrected.get(key) ?? { least: 0, most: 0 }
    const found = now.get(key) ?? 0
    if (found >= bounds.least && found <= bounds.most) continue
    const [minute = '', contentId = ''] = key.split('/')
    wrong.push({
      minute: utcMinute(Number(minute)),
      content_id: contentId,
      expected: secondsText(bounds.least),
      actual: secondsText(found),
    })
  }
  wrong.sort((a, b) => a.minute.localeCompare(b.minute) || a.content_id.localeCompare(b.content_id))
  return { checked, wrong }
}

interface ScoreBounds {
  least: number
  most: number
}

/**
 * The sums again for some places, event by event where the first record of an event says something else than its row in Postgres: it
 * was updated or deleted after it had scored, or it lay so far ahead of the clock that it may not have scored.
 */
async function correctedScores(
  options: LeaderboardOptions,
  minutes: readonly number[],
  places: ReadonlySet<string>,
  deadLetters: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<Map<string, ScoreBounds>> {
  const { kafka, now } = options
  const { partitions } = await topicBounds(kafka, topics.enriched)
  const since = now() - longestWindowMinutes * minuteMs - scoresMarginMs
  const starts = await topicOffsets(kafka, topics.enriched, { at: 'time', epochMs: since })
  const stretch = partitions.map(({ low, end }, partition) => ({
    from: Math.max(low, starts[partition] ?? low),
    to: end,
  }))
  const placeOfRecord = (record: { contentId: string | null; eventMs: number }): string | null =>
    record.contentId === null ? null : placeOf(Math.floor(record.eventMs / minuteMs) * minuteMs, record.contentId)
  const touches = (record: { contentId: string | null; eventMs: number }): boolean => {
    const key = placeOfRecord(record)
    return key !== null && places.has(key)
  }
  // Changes that moved an event away from a place tell where it is now, not where it was: all that changed is looked at.
  const changed = await findRecords(
    kafka,
    topics.enriched,
    stretch,
    (event) =>
      event.meaning === 'correction' || event.meaning === 'deleted' || isAhead(event.eventMs, event.enrichedMs),
    signal,
  )
  const special = await firstRecords(options, stretch, changed, signal)
  const sums = await scoresOfRows(options, minutes, [...deadLetters, ...special.keys()])
  const bounds = new Map<string, ScoreBounds>()
  for (const key of places) bounds.set(key, { least: sums.get(key) ?? 0, most: sums.get(key) ?? 0 })
  for (const { first } of special.values()) {
    const cents = first?.derived?.seconds ?? null
    if (first === null || cents === null || !touches(first)) continue
    const found = bounds.get(placeOfRecord(first) ?? '')
    if (found === undefined) continue
    const maybe = isAhead(first.eventMs, first.derived?.enrichedMs ?? null)
    if (!maybe || cents < 0) found.least += cents
    if (!maybe || cents > 0) found.most += cents
  }
  return bounds
}

/** Whether an event was enriched so long before its own time that the leaderboard may have set it apart. */
function isAhead(eventMs: number, enrichedMs: number | null): boolean {
  return enrichedMs !== null && eventMs - enrichedMs > futureMs
}

/** The whole evidence of events whose change may stand before their first record in another partition. */
async function firstRecords(
  { kafka }: LeaderboardOptions,
  stretch: Parameters<typeof findRecords>[2],
  changed: ReadonlyMap<number, TopicEvidence>,
  signal: AbortSignal,
): Promise<Map<number, TopicEvidence>> {
  if (changed.size === 0) return new Map()
  return findRecords(kafka, topics.enriched, stretch, ({ id }) => changed.has(id), signal)
}
