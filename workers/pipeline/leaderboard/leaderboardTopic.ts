/** Whether engagement_enriched still holds what the leaderboard is made of: retention, or somebody, may have removed records of the last hour. */
import type { Cluster, Kafka } from '../../kafka/wire/kafkajs/kafkajs'
import { longestWindowMinutes, topics } from '../../../contract/pipeline'
import { scoresMarginMs } from './leaderboardScores'
import { offsetAt, partitionCount } from '../../kafka/session/topicOffsets'
import { withTopic } from '../../kafka/session/withTopic'

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
  const epochMs = now - longestWindowMinutes * 60_000 - scoresMarginMs
  return withTopic(kafka, topics.enriched, async (cluster) => {
    for (let partition = 0; partition < partitionCount(cluster, topics.enriched); partition += 1) {
      if ((await heldSince(cluster, partition, epochMs)) === null) return false
    }
    return true
  })
}
