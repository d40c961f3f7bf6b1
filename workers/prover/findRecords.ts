/** All that a topic says of some events. */
import type { Kafka } from '../kafka/wire/kafkajs/kafkajs'
import { readerOf, type ScannedTopic } from './fillTable'
import { scanTopic, type Stretch } from './scanTopic'
import type { ReadEvent, TopicRecord } from './topicRecord'

/** What a topic says of one event. */
export interface TopicEvidence {
  /** The newest version, which may be its deletion. */
  newest: TopicRecord
  /** The oldest version that is neither correction nor deletion: what scores; null where there is none. */
  first: TopicRecord | null
  /** Whether it was corrected or deleted after that. */
  changed: boolean
  /** Told as new, and told as deleted. */
  news: number
  deletions: number
}

/**
 * Reads a stretch for the events that are wanted; memory follows their number.
 * @param wanted whether an event is of use.
 * Rejects as scanTopic does.
 */
export async function findRecords(
  kafka: Kafka,
  topic: ScannedTopic,
  stretch: Stretch,
  wanted: (event: ReadEvent) => boolean,
  signal: AbortSignal,
): Promise<Map<number, TopicEvidence>> {
  const read = readerOf(topic)
  const found = new Map<number, TopicEvidence>()
  await scanTopic(
    kafka,
    topic,
    stretch,
    (records) => {
      for (const raw of records) {
        const event = read(raw.value, raw.headers)
        if (event === null || (!found.has(event.id) && !wanted(event))) continue
        take(found, event.record())
      }
    },
    signal,
  )
  return found
}

/** Adds one record to what is known of its event. */
export function take(found: Map<number, TopicEvidence>, record: TopicRecord): void {
  const scores = record.meaning === 'new' || record.meaning === 'snapshot'
  const before = found.get(record.id)
  if (before === undefined) {
    found.set(record.id, {
      newest: record,
      first: scores ? record : null,
      changed: !scores,
      news: record.meaning === 'new' ? 1 : 0,
      deletions: record.meaning === 'deleted' ? 1 : 0,
    })
    return
  }
  if (record.version >= before.newest.version) before.newest = record
  if (scores && (before.first === null || record.version < before.first.version)) before.first = record
  if (!scores) before.changed = true
  if (record.meaning === 'new') before.news += 1
  if (record.meaning === 'deleted') before.deletions += 1
}
