import { heartbeatTopic, topics } from '../../../contract/pipeline'

export interface WantedTopic {
  readonly name: string
  readonly partitions: number
  readonly config: Readonly<Record<string, string>>
}

const dayMs = 86_400_000
/** Topics that carry events are split so that workers can be added. */
const eventPartitions = 4

/**
 * The topics of the pipeline.
 * content.flat has one partition: every enricher reads all of it, and in order. Its tombstones are kept a week, so that a worker
 * that was away that long still learns of a delete. Events are kept a week: far longer than the longest window (an hour).
 */
export const wantedTopics: readonly WantedTopic[] = [
  {
    name: topics.content,
    partitions: 1,
    config: { 'cleanup.policy': 'compact', 'delete.retention.ms': String(7 * dayMs) },
  },
  {
    name: topics.events,
    partitions: eventPartitions,
    config: { 'cleanup.policy': 'delete', 'retention.ms': String(7 * dayMs) },
  },
  {
    name: topics.enriched,
    partitions: eventPartitions,
    config: { 'cleanup.policy': 'delete', 'retention.ms': String(7 * dayMs) },
  },
  {
    name: topics.deadLetters,
    partitions: eventPartitions,
    config: { 'cleanup.policy': 'delete', 'retention.ms': String(30 * dayMs) },
  },
  // Debezium writes it to move its slot on; nobody reads it.
  { name: heartbeatTopic, partitions: 1, config: { 'cleanup.policy': 'delete', 'retention.ms': String(dayMs) } },
]
