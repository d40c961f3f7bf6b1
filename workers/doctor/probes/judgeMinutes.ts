/** Whether minutes of the leaderboard are what their events make: by the rows of Postgres, and where these do not explain them by the topic. */
import type { Cluster } from '../../kafka/wire/kafkajs/kafkajs'
import type pg from 'pg'
import { redisKeys, topics, utcMinute } from '../../../contract/pipeline'
import type { Paths } from '../../../contract/workers'
import { keyPartition } from '../../kafka/session/keyPartition'
import { differingPlaces, placeOf, scoresOfRows, type Scores } from '../../pipeline/leaderboard/leaderboardScores'
import { partitionCount } from '../../kafka/session/topicOffsets'
import { wantedTopics } from '../../pipeline/topics/wantedTopics'
import { withTopic } from '../../kafka/session/withTopic'
import { compareAtCut, type BoardComparison, type BoardSources, type Span } from './boardCut'
import { findEnds, findStarts, partitionsBehind, planReading } from './boardReach'

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

export interface ScoreSources extends BoardSources {
  readonly pool: pg.Pool
  readonly paths: Paths
}

/** How many records of the topic may be read. */
export interface Budget {
  allowed(): number
  take(records: number): void
}

/**
 * By the start of each minute in milliseconds since the epoch: what is wrong in it; null: that cannot be told now; `filling`: it was not
 * tried, as the leaderboard is being filled anew: to read the topic for each state of it would take what may be read from the last one.
 */
export type Judgement = ReadonlyMap<number, readonly WrongSum[] | null | 'filling'>

/**
 * @param minutes what Redis holds of each, those that matter most first. Of one without a set nothing can be told: that is leaderboard_empty's.
 * Rejects with what a service answers, or when the signal aborts.
 */
export async function judgeMinutes(
  sources: ScoreSources,
  minutes: ReadonlyMap<number, Scores>,
  budget: Budget,
  signal: AbortSignal,
): Promise<Judgement> {
  const { pool: postgres, paths } = sources
  // Cheap, and the same wherever no event was changed, deleted or refused: else the topic has to tell.
  const rows = await scoresOfRows({ postgres, paths }, inOrder(minutes.keys()), [])
  signal.throwIfAborted()
  const judged = new Map<number, readonly WrongSum[] | null | 'filling'>()
  const suspects = new Map<number, string[]>()
  for (const [minute, scores] of minutes) {
    const differing = [...differingPlaces(ofMinute(rows, minute), scores)].map(contentOf)
    if (differing.length === 0) judged.set(minute, [])
    else if (scores.size === 0) judged.set(minute, null)
    else suspects.set(minute, differing)
  }
  if (suspects.size === 0) return judged
  const told = await withTopic(sources.kafka, topics.enriched, (cluster) =>
    judgeByTopic(cluster, sources, suspects, budget, signal),
  )
  for (const minute of suspects.keys()) judged.set(minute, told.get(minute) ?? null)
  return judged
}

const inOrder = (minutes: Iterable<number>): number[] => [...minutes].sort((one, other) => one - other)
const contentOf = (place: string): string => place.slice(place.indexOf('/') + 1)
const ofMinute = (scores: Scores, minute: number): Scores => {
  const prefix = placeOf(minute, '')
  return new Map([...scores].filter(([place]) => place.startsWith(prefix)))
}

/** Without what could not be read. */
async function judgeByTopic(
  cluster: Cluster,
  sources: ScoreSources,
  suspects: ReadonlyMap<number, readonly string[]>,
  budget: Budget,
  signal: AbortSignal,
): Promise<Judgement> {
  const judged = new Map<number, readonly WrongSum[] | null | 'filling'>()
  const partitions = partitionCount(cluster, topics.enriched)
  // Where partitions were added, events of a content may lie in two of them.
  if (partitions !== wantedTopics.find(({ name }) => name === topics.enriched)?.partitions) return judged
  const places = new Map([...suspects].map(([minute, contents]) => [minute, byPartition(contents, partitions)]))
  const ends = await findEnds(cluster, new Set([...places.values()].flatMap((its) => [...its.keys()])))
  const behind = partitionsBehind(await sources.redis.hgetall(redisKeys.offsets(sources.prefix)), ends)
  signal.throwIfAborted()
  const wanted = new Map<number, number[]>()
  for (const [minute, its] of places) {
    const of = [...its.keys()]
    if (of.some((partition) => behind.has(partition))) judged.set(minute, 'filling')
    else wanted.set(minute, of)
  }
  const starts = await findStarts(cluster, wanted)
  signal.throwIfAborted()
  /** A span that others need may begin too late for this one. */
  const isReached = (minute: number, partition: number): boolean => starts.get(minute)?.has(partition) === true
  const { minutes, spans, records } = planReading({ starts, ends }, budget.allowed())
  budget.take(records)
  const compared = new Map<number, BoardComparison>()
  for (const [partition, span] of spans) {
    const its = new Map(
      minutes.flatMap((minute) => {
        const contents = places.get(minute)?.get(partition)
        return contents === undefined || !isReached(minute, partition) ? [] : [[minute, contents] as const]
      }),
    )
    const comparison = await compareAtCut(cluster, sources, partition, span, its, signal)
    if (comparison !== null) compared.set(partition, comparison)
  }
  // Events whose first record was not met: they may have scored, or may not.
  const { pool: postgres, paths } = sources
  const met = [...compared.values()].flatMap(({ seen }) => seen)
  const unmet = await scoresOfRows({ postgres, paths }, inOrder(minutes), met)
  for (const minute of minutes)
    judged.set(minute, judgeMinute(minute, places.get(minute) ?? new Map(), compared, spans, unmet))
  return judged
}

function judgeMinute(
  minute: number,
  places: ReadonlyMap<number, readonly string[]>,
  compared: ReadonlyMap<number, BoardComparison>,
  spans: ReadonlyMap<number, Span>,
  unmet: Scores,
): readonly WrongSum[] | null {
  let isClear = true
  const wrong: WrongSum[] = []
  for (const [partition, contents] of places) {
    const [comparison, span] = [compared.get(partition), spans.get(partition)]
    const scores = comparison?.scores.get(minute)
    // Not read, or not for this minute.
    if (comparison === undefined || span === undefined || scores === undefined) {
      isClear = false
      continue
    }
    // Gone meanwhile.
    if (scores.size === 0) return null
    isClear &&= comparison.isWhole
    for (const contentId of contents) {
      const place = placeOf(minute, contentId)
      const sum = comparison.sums.get(place) ?? null
      if (sum === null) {
        isClear = false
        continue
      }
      const [found, rest] = [scores.get(place) ?? 0, unmet.get(place) ?? 0]
      const [least, most] = [sum.least + Math.min(0, rest), sum.most + Math.max(0, rest)]
      if (found < least || found > most)
        wrong.push({
          minute: utcMinute(minute),
          contentId,
          found,
          least,
          most,
          partition,
          from: span.from,
          to: comparison.to,
        })
    }
  }
  if (wrong.length > 0) return wrong
  return isClear ? [] : null
}

function byPartition(contents: readonly string[], partitions: number): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>()
  for (const contentId of contents) {
    const partition = keyPartition(Buffer.from(contentId), partitions)
    const its = found.get(partition)
    if (its === undefined) found.set(partition, [contentId])
    else its.push(contentId)
  }
  return found
}
