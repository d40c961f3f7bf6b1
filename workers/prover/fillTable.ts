/** Enters what a topic says of the events of a span into a table. */
import type { Kafka } from '../kafka/wire/kafkajs/kafkajs'
import { topics } from '../../contract/pipeline'
import type { ProofSpan } from '../../contract/proof'
import { readEnriched } from './readEnriched'
import { readFlat } from './readFlat'
import type { RecordTable } from './recordTable'
import { scanTopic, type Stretch } from './scanTopic'
import type { ReadRecord, TopicRecord } from './topicRecord'

export type ScannedTopic = typeof topics.events | typeof topics.enriched

export const readerOf = (topic: ScannedTopic): ReadRecord => (topic === topics.events ? readFlat : readEnriched)

/** Whether what a record says of its event places it in the span. */
export function inSpan(span: ProofSpan, { id, eventMs }: Pick<TopicRecord, 'id' | 'eventMs'>): boolean {
  return span.by === 'ids' ? id >= span.first && id <= span.last : eventMs >= span.fromMs && eventMs < span.toMs
}

/**
 * @param onRead called with the number of records of each fetch.
 * Rejects as {@link scanTopic} does.
 */
export async function fillTable(
  kafka: Kafka,
  topic: ScannedTopic,
  span: ProofSpan,
  stretch: Stretch,
  table: RecordTable,
  onRead: (records: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const read = readerOf(topic)
  await scanTopic(
    kafka,
    topic,
    stretch,
    (records) => {
      for (const raw of records) {
        const event = read(raw.value, raw.headers)
        if (event === null || !inSpan(span, event) || event.isCanary()) continue
        const deleted = event.meaning === 'deleted'
        table.add(event.id, deleted ? 1 : event.hash(), event.version, event.meaning === 'new', deleted)
      }
      onRead(records.length)
    },
    signal,
  )
}
