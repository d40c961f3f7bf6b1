/** Whether engagement_enriched still holds what the leaderboard is made of: retention, or somebody, may have removed records of the last hour. */
import type { Cluster, Kafka } from 'kafkajs'
import { longestWindowMinutes, topics } from '../../contract/pipeline'
import type { ProofSpan } from '../../contract/proof'
import { futureToleranceMs } from './beginBoardAnew'
import { scoresMarginMs } from './leaderboardScores'
import { offsetAt, partitionCount } from './topicOffsets'
import { withTopic } from './withTopic'

const minuteMs = 60_000

/** Since when records may score, in milliseconds since the epoch. */
const windowStartMs = (now: number): number => now - longestWindowMinutes * minuteMs - scoresMarginMs

/**
 * The offset of a time in a partition; null where records of it may be gone.
 * @param cluster connected, the topic a target of it.
 * @param epochMs milliseconds since the epoch.
 * Rejects with what kafkajs throws.
 */
export async function heldSince(cluster: Cluster, partition: number, epochMs: number): Promise<number | null> {
  const low = await offsetAt(cluster, topics.enriched, partition, { at: 'beginning' })
  const from = await offsetAt(cluster, topics.enriched, partition, { at: 'time', epochMs })
  return low > 0 && from <= low ? null : from
}

/** Whether the leaderboard can be rebuilt from its topic alone. Rejects with what kafkajs throws. */
export function holdsWindow(kafka: Kafka, now: number): Promise<boolean> {
  return withTopic(kafka, topics.enriched, async (cluster) => {
    for (let partition = 0; partition < partitionCount(cluster, topics.enriched); partition += 1) {
      if ((await heldSince(cluster, partition, windowStartMs(now))) === null) return false
    }
    return true
  })
}

/** The events that have to be written again before a rebuild, where the topic does not hold them: what is there twice scores once. */
export const windowSpan = (now: number): ProofSpan => ({
  by: 'time',
  fromMs: Math.floor(windowStartMs(now) / minuteMs) * minuteMs,
  toMs: now + futureToleranceMs + minuteMs,
})
