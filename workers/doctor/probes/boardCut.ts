/**
 * The leaderboard against its topic at one cut: Redis takes a batch and its offset in one step, so that its sums are exactly what the
 * partition says up to the offset that it holds. Whatever lags, was changed or deleted since or is being filled in makes no difference.
 */
import type { Cluster, Kafka } from '../../kafka/wire/kafkajs/kafkajs'
import { z } from 'zod'
import { redisKeys, topics, utcMinute } from '../../../contract/pipeline'
import { scoresOfMembers, type Scores } from '../../pipeline/leaderboard/leaderboardScores'
import { openPartitionReader } from '../../kafka/session/partitionReader'
import { pause } from '../../../common/pause'
import type { RedisClient } from '../../clients/redis'
import { foldBoard, type Bounds, type Suspects } from './boardFold'

export interface BoardSources {
  readonly redis: RedisClient
  /** Of every key in Redis. */
  readonly prefix: string
  readonly kafka: Kafka
}

/** Minutes of Redis and its offset in a partition, read in one step. */
interface Cut {
  readonly next: number
  /** By minute. */
  readonly scores: ReadonlyMap<number, Scores>
}

/** The offsets of a partition that tell what is asked: from `from` on; at `end` it ended when that was asked. */
export interface Span {
  readonly from: number
  readonly end: number
}

/** Some contents of one partition at a cut. */
export interface BoardComparison {
  /** By minute. */
  readonly scores: ReadonlyMap<number, Scores>
  /** Of the suspects, by placeOf; null where what was read says too little. */
  readonly sums: ReadonlyMap<string, Bounds | null>
  /** Ids of the events that were told with one of the contents. */
  readonly seen: readonly number[]
  /** What was read ended before this offset. */
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

const answers = z.tuple(
  [z.tuple([z.null(), z.record(z.string(), z.string())])],
  z.tuple([z.null(), z.array(z.string())]),
)

/** Null where Redis holds no offset of the partition. Rejects with what Redis answers. */
async function readCut(
  { redis, prefix }: BoardSources,
  minutes: readonly number[],
  partition: number,
): Promise<Cut | null> {
  const all = redis.multi().hgetall(redisKeys.offsets(prefix))
  for (const minute of minutes) all.zrange(redisKeys.minute(prefix, utcMinute(minute)), '0', '-1', 'WITHSCORES')
  const [[, offsets], ...sets] = answers.parse(await all.exec())
  const next = offsets[partition]
  if (next === undefined) return null
  return {
    next: Number(next),
    scores: new Map(minutes.map((minute, index) => [minute, scoresOfMembers(minute, sets[index]?.[1] ?? [])])),
  }
}

/** Waits a moment for the leaderboard to come to `end`: on a pipeline in motion it is always a little behind. */
async function readCutAt(
  sources: BoardSources,
  minutes: readonly number[],
  partition: number,
  end: number,
  signal: AbortSignal,
): Promise<Cut | null> {
  for (let tried = 1; ; tried += 1) {
    const cut = await readCut(sources, minutes, partition)
    if (cut === null || cut.next >= end || tried === tries) return cut
    await pause(tryEveryMs, signal)
    signal.throwIfAborted()
  }
}

/**
 * @param suspects of the partition.
 * @returns null where it cannot be told: no offset in Redis, or one of another life of the topic.
 * Rejects with what a service answers, or when the signal aborts.
 */
export async function compareAtCut(
  cluster: Cluster,
  sources: BoardSources,
  partition: number,
  { from, end }: Span,
  suspects: Suspects,
  signal: AbortSignal,
): Promise<BoardComparison | null> {
  const cut = await readCutAt(sources, [...suspects.keys()], partition, end, signal)
  if (cut === null) return null
  const fold = foldBoard(suspects)
  const reader = openPartitionReader(cluster, { topic, partition, offset: from, maxWaitMs, maxBytes })
  while (reader.position() < cut.next) {
    signal.throwIfAborted()
    const { from: before, next, records } = await reader.fetch()
    // An offset that Redis holds and the topic does not have: it is of another life.
    if (next <= before) return null
    for (const { offset, value } of records) if (Number(offset) < cut.next) fold.add(value)
  }
  return { scores: cut.scores, sums: fold.sums(), seen: fold.seen(), to: cut.next, isWhole: cut.next >= end }
}
