/** Waits until what was committed before a job began has passed every hop, or says which hop it has not. */
import type { Kafka } from '../kafka/wire/kafkajs/kafkajs'
import { redisKeys, topics } from '../../contract/pipeline'
import type { ProofReason } from '../../contract/proof'
import { pause } from '../../common/pause'
import type { RedisClient } from '../clients/redis'
import { scanTopic, topicBounds } from './scanTopic'
import type { PostgresSource } from './sources'

/** Hops in the order in which an event takes them. */
export type Hop = 'connector' | 'enricher' | 'clickhouse' | 'leaderboard'

export interface HopsOptions {
  readonly kafka: Kafka
  readonly redis: RedisClient
  readonly postgres: Pick<PostgresSource, 'slotPosition'>
  readonly prefix: string
  readonly groups: { readonly enricher: string; readonly clickhouse: string }
}

const lookEveryMs = 200

/** Offsets that a group has committed, by partition; partitions without one are missing. The admin client asks again when its coordinator moves. */
async function committedOffsets(kafka: Kafka, groupId: string, topic: string): Promise<Map<number, number>> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    const offsets = await admin.fetchOffsets({ groupId, topics: [topic] })
    return new Map(
      offsets
        .flatMap(({ partitions }) => partitions)
        .map(({ partition, offset }): [number, number] => [partition, Number(offset)])
        .filter(([, offset]) => offset >= 0),
    )
  } finally {
    await admin.disconnect()
  }
}

/** How many records a group has yet to take, up to the given ends: markers of transactions are none. */
async function recordsLeft(
  kafka: Kafka,
  topic: string,
  ends: readonly { readonly low: number; readonly end: number }[],
  reached: ReadonlyMap<number, number>,
  signal: AbortSignal,
): Promise<number> {
  const stretch = ends.map(({ low, end }, partition) => ({
    from: Math.max(low, reached.get(partition) ?? low),
    to: end,
  }))
  const far = stretch.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0)
  // Only a short rest can be markers alone; a long one is not worth reading.
  if (far > 1_000) return far
  let records = 0
  await scanTopic(kafka, topic, stretch, (found) => (records += found.length), signal)
  return records
}

/** Offsets that the enricher has yet to take from engagement_events.flat, markers of transactions among them. */
export async function enricherLag({ kafka, groups }: Pick<HopsOptions, 'kafka' | 'groups'>): Promise<number> {
  const { partitions } = await topicBounds(kafka, topics.events)
  const reached = await committedOffsets(kafka, groups.enricher, topics.events)
  return partitions.reduce(
    (sum, { low, end }, partition) => sum + Math.max(0, end - (reached.get(partition) ?? low)),
    0,
  )
}

/**
 * @param position where Postgres's log stood when the job began; null: the connector is not waited for.
 * @param limitMs for all hops together.
 * @returns the hops that have not caught up, each with what it lacks. Rejects when the signal aborts or a service does not answer.
 */
export async function waitForHops(
  { kafka, redis, postgres, prefix, groups }: HopsOptions,
  position: number | null,
  limitMs: number,
  signal: AbortSignal,
): Promise<Map<Hop, ProofReason>> {
  const until = performance.now() + limitMs
  const behind = new Map<Hop, ProofReason>()
  const wait = async (hop: Hop, lacking: () => Promise<ProofReason | null>): Promise<void> => {
    for (;;) {
      signal.throwIfAborted()
      const lacks = await lacking()
      if (lacks === null) return
      if (performance.now() >= until) {
        behind.set(hop, lacks)
        return
      }
      await pause(lookEveryMs, signal)
    }
  }

  if (position !== null)
    await wait('connector', async () => {
      const reached = await postgres.slotPosition()
      if (reached === null) return { code: 'no_slot', details: { hop: 'connector' } }
      const bytes = position - reached
      return bytes <= 0 ? null : { code: 'behind_log', details: { hop: 'connector', bytes } }
    })
  const left = (hop: Hop, records: number): ProofReason | null =>
    records === 0 ? null : { code: 'behind_records', details: { hop, records } }
  const flat = await topicBounds(kafka, topics.events)
  await wait('enricher', async () => {
    const reached = await committedOffsets(kafka, groups.enricher, topics.events)
    return left('enricher', await recordsLeft(kafka, topics.events, flat.partitions, reached, signal))
  })
  const enriched = await topicBounds(kafka, topics.enriched)
  await wait('clickhouse', async () => {
    const reached = await committedOffsets(kafka, groups.clickhouse, topics.enriched)
    return left('clickhouse', await recordsLeft(kafka, topics.enriched, enriched.partitions, reached, signal))
  })
  await wait('leaderboard', async () => {
    const fields = await redis.hgetall(redisKeys.offsets(prefix))
    const reached = new Map(Object.entries(fields).map(([field, offset]) => [Number(field), Number(offset)]))
    return left('leaderboard', await recordsLeft(kafka, topics.enriched, enriched.partitions, reached, signal))
  })
  return behind
}
