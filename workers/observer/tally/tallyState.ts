import { z } from 'zod'
import { topicNameSchema, topics, type TopicName } from '../../../contract/pipeline'
import { createLiveIds, keptLiveIdsSchema, type LiveIds } from './liveIds'
import { stretchesSchema } from './offsetClock'

const count = z.number()

export const partitionTallySchema = z.object({
  /** Offset up to which records are counted (the first one not counted). */
  position: count,
  /** The last record counted, to recognise the same log after a restart; null before the first. */
  last: z.object({ offset: count, timestamp: count }).nullable(),
  clock: stretchesSchema,
})
export type PartitionTally = z.infer<typeof partitionTallySchema>

const topicTallySchema = z.object({
  /** Committed data records read. */
  records: count,
  /** The live events (of the two topics that carry events). */
  live: keptLiveIdsSchema,
  corrections: count,
  partitions: z.record(z.string().regex(/^\d+$/), partitionTallySchema),
})
type KeptTopicTally = z.infer<typeof topicTallySchema>
export type TopicTally = Omit<KeptTopicTally, 'live'> & { readonly live: LiveIds }

/** All that must outlive the process for counting to go on where it stopped, as it is kept. */
export const keptTallySchema = z.object({
  format: z.literal(2),
  /** Kafka's id of the cluster; another one means that the data was wiped. */
  clusterId: z.string(),
  topics: z.record(topicNameSchema, topicTallySchema),
})
export type KeptTally = z.infer<typeof keptTallySchema>

export interface TallyState {
  readonly clusterId: string
  readonly topics: Record<TopicName, TopicTally>
}

export function emptyTopicTally(): TopicTally {
  return { records: 0, live: createLiveIds(), corrections: 0, partitions: {} }
}

export function emptyTallyState(clusterId: string): TallyState {
  return { clusterId, topics: byTopic(emptyTopicTally) }
}

export function keepTally(state: TallyState): KeptTally {
  const keep = (tally: TopicTally): KeptTopicTally => ({ ...tally, live: tally.live.keep() })
  return { format: 2, clusterId: state.clusterId, topics: byTopic((name) => keep(state.topics[name])) }
}

export function restoreTally(kept: KeptTally): TallyState {
  const restore = (tally: KeptTopicTally): TopicTally => ({ ...tally, live: createLiveIds(tally.live) })
  return { clusterId: kept.clusterId, topics: byTopic((name) => restore(kept.topics[name])) }
}

function byTopic<T>(make: (name: TopicName) => T): Record<TopicName, T> {
  return {
    [topics.content]: make(topics.content),
    [topics.events]: make(topics.events),
    [topics.enriched]: make(topics.enriched),
    [topics.deadLetters]: make(topics.deadLetters),
  }
}
