/**
 * The leaderboard against its topic at one cut: Redis takes a batch and its offset in one step, so that its sums are exactly what the
 * partition says up to the offset that it holds. Whatever lags, was changed or deleted since or is being filled in makes no difference.
 */
import type { Cluster, Kafka } from 'kafkajs'
import { z } from 'zod'
import { redisKeys, topics, utcMinute } from '../../../contract/pipeline'
import { scoresMarginMs, scoresOfMembers, type Scores } from '../../shared/leaderboardScores'
import { heldSince } from '../../shared/boardTopic'
import { openPartitionReader } from '../../shared/partitionReader'
import { pause } from '../../shared/pause'
import type { RedisClient } from '../../shared/redis'
import { offsetAt, partitionCount } from '../../shared/topicOffsets'
import { foldBoard, type BoardFold } from './boardFold'

export interface BoardSources {
  readonly redis: RedisClient
  /** Of every key in Redis. */
  readonly prefix: string
  readonly kafka: Kafka
}

/** A minute of Redis and its offset in a partition, read in one step. */
interface Cut {
  readonly next: number
  readonly scores: Scores
}

/** Some contents of one partition at a cut. */
export interface BoardComparison {
  readonly scores: Scores
  readonly fold: BoardFold
  /** What was read: offsets from `from`, before `to`. */
  readonly from: number
  readonly to: number
  /** Whether the leaderboard had all that the partition held. */
  readonly isWhole: boolean
}

const topic = topics.enriched
const tries = 5
const tryEveryMs = 100
/** Data that is there comes at once. */
const maxWaitMs = 200
/** A fetch that brings a few thousand records. */
const maxBytes = 4_194_304

const answers = z.tuple([
  z.tuple([z.null(), z.record(z.string(), z.string())]),
  z.tuple([z.null(), z.array(z.string())]),
])

/** Null where Redis holds no offset of the partition. Rejects with what Redis answers. */
async function readCut({ redis, prefix }: BoardSources, minute: number, partition: number): Promise<Cut | null> {
  const both = redis.multi().hgetall(redisKeys.offsets(prefix))
  const [[, offsets], [, members]] = answers.parse(
    await both.zrange(redisKeys.minute(prefix, utcMinute(minute)), '0', '-1', 'WITHSCORES').exec(),
  )
  const next = offsets[partition]
  return next === undefined ? null : { next: Number(next), scores: scoresOfMembers(minute, members) }
}

/** Waits a moment for the leaderboard to come to `end`: on a pipeline in motion it is always a little behind. */
async function readCutAt(
  sources: BoardSources,
  minute: number,
  partition: number,
  end: number,
  signal: AbortSignal,
): Promise<Cut | null> {
  for (let tried = 1; ; tried += 1) {
    const cut = await readCut(sources, minute, partition)
    if (cut === null || cut.next >= end || tried === tries) return cut
    await pause(tryEveryMs, signal)
    signal.throwIfAborted()
  }
}

/** How many partitions the topic has. */
export const boardPartitions = (cluster: Cluster): number => partitionCount(cluster, topic)

/**
 * @param minute its start, in milliseconds since the epoch.
 * @param contents of the partition.
 * @param take takes that many records from what may be read; false: it may not.
 * @returns null where it cannot be told: no offset in Redis, too much to read, or the topic no longer has the minute.
 * Rejects with what a service answers, or when the signal aborts.
 */
export async function compareAtCut(
  cluster: Cluster,
  sources: BoardSources,
  place: { readonly minute: number; readonly partition: number; readonly contents: readonly string[] },
  take: (records: number) => boolean,
  signal: AbortSignal,
): Promise<BoardComparison | null> {
  const { minute, partition, contents } = place
  // An event told earlier than that is of a time to come, and its sum is judged with room for it.
  const from = await heldSince(cluster, partition, minute - scoresMarginMs)
  if (from === null) return null
  const end = await offsetAt(cluster, topic, partition, { at: 'end' })
  const cut = await readCutAt(sources, minute, partition, end, signal)
  if (cut === null || !take(Math.max(0, cut.next - from))) return null
  const fold = foldBoard(minute, contents)
  const reader = openPartitionReader(cluster, { topic, partition, offset: from, maxWaitMs, maxBytes })
  while (reader.position() < cut.next) {
    signal.throwIfAborted()
    const { from: before, next, records } = await reader.fetch()
    // An offset that Redis holds and the topic does not have: it is of another life.
    if (next <= before) return null
    for (const { offset, value } of records) if (Number(offset) < cut.next) fold.add(value)
  }
  return { scores: cut.scores, fold, from, to: cut.next, isWhole: cut.next >= end }
}
