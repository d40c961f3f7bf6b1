import { z } from 'zod'
import { topicNames, topicNameSchema, type TopicName } from '../../../contract/pipeline'
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

export const topicTallySchema = z.object({
  /** Committed data records read. */
  records: count,
  /** Distinct live events (of the two topics that carry events). */
  live: count,
  corrections: count,
  partitions: z.record(z.string().regex(/^\d+$/), partitionTallySchema),
})
export type TopicTally = z.infer<typeof topicTallySchema>

/** All that must outlive the process for counting to go on where it stopped. */
export const tallyStateSchema = z.object({
  format: z.literal(1),
  /** Kafka's id of the cluster; another one means that the data was wiped. */
  clusterId: z.string(),
  topics: z.record(topicNameSchema, topicTallySchema),
})
export type TallyState = z.infer<typeof tallyStateSchema>

export function emptyTopicTally(): TopicTally {
  return { records: 0, live: 0, corrections: 0, partitions: {} }
}

export function emptyTallyState(clusterId: string): TallyState {
  const topics: Partial<Record<TopicName, TopicTally>> = {}
  for (const name of topicNames) topics[name] = emptyTopicTally()
  return tallyStateSchema.parse({ format: 1, clusterId, topics })
}
