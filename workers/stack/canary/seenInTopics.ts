import { z } from 'zod'
import type { Cluster } from '../../kafka/wire/kafkajs/kafkajs'
import { topics } from '../../../contract/pipeline'
import type { Endpoints } from '../../../contract/workers'
import { connectKafka } from '../../kafka/wire/kafkajs/connectKafka'
import { openCluster } from '../../kafka/session/kafkaCluster'
import { openPartitionReader } from '../../kafka/session/partitionReader'
import { offsetAt, partitionCount } from '../../kafka/session/topicOffsets'

/** Kafka gets this long to say what it holds; the answer only makes a message clearer. */
const limitMs = 5_000

const idsSchema = z.object({ id: z.unknown().optional(), event_id: z.unknown().optional() })

/** Whether a record's value is of this event: `id` on the events topic, `event_id` on the enriched one. */
export function tellsOf(value: Buffer | null, eventId: number): boolean {
  if (value === null) return false
  let parsed: unknown
  try {
    parsed = JSON.parse(value.toString('utf8'))
  } catch {
    // A malformed record of somebody else's is not the canary.
    return false
  }
  const ids = idsSchema.safeParse(parsed)
  return ids.success && (ids.data.id === eventId || ids.data.event_id === eventId)
}

async function partitionHas(
  cluster: Cluster,
  topic: string,
  partition: number,
  eventId: number,
  sinceMs: number,
): Promise<boolean> {
  const offset = await offsetAt(cluster, topic, partition, { at: 'time', epochMs: sinceMs })
  const reader = openPartitionReader(cluster, { topic, partition, offset, maxWaitMs: 100 })
  const until = Date.now() + limitMs
  for (;;) {
    const chunk = await reader.fetch()
    if (chunk.records.some(({ value }) => tellsOf(value, eventId))) return true
    if (chunk.next >= chunk.end || Date.now() > until) return false
  }
}

async function topicHas(cluster: Cluster, topic: string, eventId: number, sinceMs: number): Promise<boolean> {
  await cluster.addTargetTopic(topic)
  for (let partition = 0; partition < partitionCount(cluster, topic); partition += 1) {
    if (await partitionHas(cluster, topic, partition, eventId, sinceMs)) return true
  }
  return false
}

/**
 * Looks for an event in the topics, among records since `sinceMs`. Never rejects: where Kafka does not answer, it was not seen.
 */
export async function seenInTopics(
  endpoints: Endpoints,
  eventId: number,
  sinceMs: number,
): Promise<{ inEvents: boolean; inEnriched: boolean }> {
  const cluster = openCluster(connectKafka(endpoints, 'marsad-canary', () => undefined))
  try {
    await cluster.connect()
    return {
      inEvents: await topicHas(cluster, topics.events, eventId, sinceMs),
      inEnriched: await topicHas(cluster, topics.enriched, eventId, sinceMs),
    }
  } catch (thrown) {
    console.error(`canary: the topics could not be read: ${String(thrown)}`)
    return { inEvents: false, inEnriched: false }
  } finally {
    await cluster.disconnect()
  }
}
