/** Minutes of the leaderboard that are over, a few at a look, against what their events make. */
import type pg from 'pg'
import { longestWindowMinutes, redisKeys, topics, utcMinute } from '../../../contract/pipeline'
import type { Paths } from '../../../contract/workers'
import { keyPartition } from '../../shared/keyPartition'
import { differingPlaces, placeOf, scoresOfRedis, scoresOfRows, type Scores } from '../../shared/leaderboardScores'
import { wantedTopics } from '../../shared/topics/wantedTopics'
import { withTopic } from '../../shared/withTopic'
import { boardPartitions, compareAtCut, type BoardSources } from './boardCut'

/** A sum in Redis that its topic does not make, in cents. */
export interface WrongSum {
  /** `YYYYMMDDHHMM`, UTC. */
  readonly minute: string
  readonly contentId: string
  readonly found: number
  /** Between these it should lie: the same, unless it is right that some events scored and that they did not. */
  readonly least: number
  readonly most: number
  readonly partition: number
  /** The offsets that tell it: from `from`, before `to`. */
  readonly from: number
  readonly to: number
}

export interface ScoresFacts {
  readonly wrong: readonly WrongSum[]
  /** Minutes that were compared as they stand and are right. */
  readonly right: readonly string[]
}

export interface ScoreSources extends BoardSources {
  readonly pool: pg.Pool
  readonly paths: Paths
}

export interface ScoreWatch {
  /** Rejects with what a service answers, or when the signal aborts. @param now milliseconds since the epoch */
  look(sources: ScoreSources, now: number, signal: AbortSignal): Promise<ScoresFacts>
}

const minuteMs = 60_000
/** What comes later than this after its minute is rare. */
const settleMs = minuteMs
/** Minutes that one look recomputes. */
const minutesAtOnce = 2
/** A minute whose set stays as it was is recomputed again after this. */
const againMs = 10 * minuteMs
/** And after this where it could not be told: what was under way then may be over. */
const retryMs = minuteMs / 2
/** Members of minute sets that one look reads. */
const mostMembers = 20_000
/**
 * Records of the topic that may be read: as many at first and at most, and then so many a second, so that reading stays a small part of a
 * processor whatever happens. They are only read where the rows of Postgres do not explain a sum.
 */
const mostRecords = 200_000
const recordsASecond = 500
/** Kept for minutes whose set has changed: of others there may be an hour that cannot be told, and each may ask for all there is. */
const keptForChanged = mostRecords / 2

/** Starts of the minutes that are looked at, the newest first: over for a while, and not about to leave the longest window. */
export function settledMinutes(now: number): number[] {
  const current = Math.floor(now / minuteMs) * minuteMs
  const minutes: number[] = []
  for (let ago = 1; ago < longestWindowMinutes - 1; ago += 1) {
    const minute = current - ago * minuteMs
    if (minute + minuteMs + settleMs <= now) minutes.push(minute)
  }
  return minutes
}

/** What is remembered of a minute. Times in milliseconds since the epoch; 0: never. */
interface Kept {
  lookedAt: number
  /** Its set as it was read last. */
  text: string
  triedAt: number
  /** The set that was tried last, whether it could be told or not. */
  tried: string | null
  /** What was said of it, and of which set: holds for as long as the set is that. */
  judged: { readonly text: string; readonly wrong: readonly WrongSum[] } | null
}

const textOf = (scores: Scores): string => [...scores].map(([place, cents]) => `${place} ${cents}`).join('\n')

export function watchScores(): ScoreWatch {
  const kept = new Map<number, Kept>()
  let allowed = mostRecords
  let allowedAt = 0

  const keptOf = (minute: number): Kept => {
    const found = kept.get(minute) ?? { lookedAt: 0, text: '', triedAt: 0, tried: null, judged: null }
    kept.set(minute, found)
    return found
  }
  /** What was said of a minute's set as it stands. */
  const standing = ({ judged, text }: Kept): readonly WrongSum[] | null => (judged?.text === text ? judged.wrong : null)
  const takeAt =
    (now: number, spared: number) =>
    (records: number): boolean => {
      allowed = Math.min(mostRecords, allowed + (Math.max(0, now - allowedAt) / 1_000) * recordsASecond)
      allowedAt = now
      if (records > allowed - spared) return false
      allowed -= records
      return true
    }

  /** Reads sets of minutes, those that were not read for the longest time first, as many as one look may read. */
  const readSets = async (
    sources: ScoreSources,
    minutes: readonly number[],
    now: number,
  ): Promise<ReadonlyMap<number, Scores>> => {
    const { redis, prefix } = sources
    const inTurn = minutes.toSorted((one, other) => keptOf(one).lookedAt - keptOf(other).lookedAt)
    const sizes = await Promise.all(inTurn.map((minute) => redis.zcard(redisKeys.minute(prefix, utcMinute(minute)))))
    let members = 0
    const chosen = inTurn.filter((_minute, index) => (members += sizes[index] ?? 0) <= mostMembers || index === 0)
    const sets = await Promise.all(
      chosen.map(async (minute) => [minute, await scoresOfRedis(sources, [minute])] as const),
    )
    for (const [minute, scores] of sets) {
      const its = keptOf(minute)
      its.lookedAt = now
      its.text = textOf(scores)
    }
    return new Map(sets)
  }

  const hasChanged = (its: Kept): boolean => its.tried !== its.text
  const isDue = (its: Kept, now: number): boolean => {
    if (hasChanged(its)) return true
    const said = standing(its)
    if (said === null) return its.triedAt < now - retryMs
    return said.length === 0 && its.triedAt < now - againMs
  }

  return {
    look: async (sources, now, signal) => {
      const settled = settledMinutes(now)
      for (const minute of [...kept.keys()]) if (!settled.includes(minute)) kept.delete(minute)
      const sets = await readSets(sources, settled, now)
      const due = [...sets]
        .map(([minute, scores]) => ({ minute, scores, its: keptOf(minute) }))
        .filter(({ its }) => isDue(its, now))
        // Changed ones first, and of them the newest; then those that wait for the longest time.
        .sort(
          (one, other) =>
            Number(hasChanged(other.its)) - Number(hasChanged(one.its)) ||
            (hasChanged(one.its) ? 0 : one.its.triedAt - other.its.triedAt) ||
            other.minute - one.minute,
        )
      for (const { minute, scores, its } of due.slice(0, minutesAtOnce)) {
        const take = takeAt(now, hasChanged(its) ? 0 : keptForChanged)
        its.triedAt = now
        its.tried = its.text
        const wrong = await judgeMinute(sources, minute, scores, take, signal)
        if (wrong !== null) its.judged = { text: its.text, wrong }
      }
      const all = [...kept].sort(([one], [other]) => other - one)
      return {
        wrong: all.flatMap(([, its]) => standing(its) ?? []),
        right: all.flatMap(([minute, its]) => (standing(its)?.length === 0 ? [utcMinute(minute)] : [])),
      }
    },
  }
}

/** @returns what is wrong in a minute; null where that cannot be told now, or the minute has no set, which is leaderboard_empty's to tell. */
async function judgeMinute(
  sources: ScoreSources,
  minute: number,
  scores: Scores,
  take: (records: number) => boolean,
  signal: AbortSignal,
): Promise<readonly WrongSum[] | null> {
  const { pool: postgres, paths } = sources
  // Cheap, and the same wherever no event was changed, deleted or refused: else the topic has to tell.
  const rows = await scoresOfRows({ postgres, paths }, [minute], [])
  signal.throwIfAborted()
  const suspects = [...differingPlaces(rows, scores)].map((place) => place.slice(place.indexOf('/') + 1))
  if (suspects.length === 0) return []
  if (scores.size === 0) return null
  return withTopic(sources.kafka, topics.enriched, async (cluster) => {
    const partitions = boardPartitions(cluster)
    // Where partitions were added, events of a content may lie in two of them.
    if (partitions !== wantedTopics.find(({ name }) => name === topics.enriched)?.partitions) return null
    let isClear = true
    for (const [partition, contents] of byPartition(suspects, partitions)) {
      const compared = await compareAtCut(cluster, sources, { minute, partition, contents }, take, signal)
      if (compared === null) {
        isClear = false
        continue
      }
      // Gone meanwhile.
      if (compared.scores.size === 0) return null
      const { fold, from, to } = compared
      isClear &&= compared.isWhole
      // Events whose first record was not met: they may have scored, or may not.
      const unmet = await scoresOfRows({ postgres, paths }, [minute], fold.seen())
      const wrong: WrongSum[] = []
      for (const [contentId, sum] of fold.sums()) {
        if (sum === null) {
          isClear = false
          continue
        }
        const place = placeOf(minute, contentId)
        const [found, rest] = [compared.scores.get(place) ?? 0, unmet.get(place) ?? 0]
        const [least, most] = [sum.least + Math.min(0, rest), sum.most + Math.max(0, rest)]
        if (found < least || found > most)
          wrong.push({ minute: utcMinute(minute), contentId, found, least, most, partition, from, to })
      }
      if (wrong.length > 0) return wrong
    }
    return isClear ? [] : null
  })
}

function byPartition(contents: readonly string[], partitions: number): Map<number, string[]> {
  const found = new Map<number, string[]>()
  for (const contentId of contents) {
    const partition = keyPartition(Buffer.from(contentId), partitions)
    const its = found.get(partition)
    if (its === undefined) found.set(partition, [contentId])
    else its.push(contentId)
  }
  return found
}
