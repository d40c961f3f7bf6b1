/** Enters what a topic says of the events of a span into a table. */
import type { Kafka } from 'kafkajs'
import { canaryContentId, topics } from '../../contract/pipeline'
import type { ProofSpan } from '../../contract/proof'
import { readEnriched } from './readEnriched'
import { readFlat } from './readFlat'
import type { RecordTable } from './recordTable'
import { derivedText, hash32, sourceText } from './rowHash'
import { scanTopic, type Stretch } from './scanTopic'
import type { ReadRecord, TopicRecord } from './topicRecord'
import type { FetchedRecord } from '../shared/committedRecords'

export type ScannedTopic = typeof topics.events | typeof topics.enriched

export const readerOf = (topic: ScannedTopic): ((record: FetchedRecord) => ReadRecord) =>
  topic === topics.events ? ({ value, headers }) => readFlat(value, headers) : ({ value }) => readEnriched(value)

/** Whether what a record says of its event places it in the span. */
export function inSpan(span: ProofSpan, { id, eventMs }: Pick<TopicRecord, 'id' | 'eventMs'>): boolean {
  return span.by === 'ids' ? id >= span.first && id <= span.last : eventMs >= span.fromMs && eventMs < span.toMs
}

export function hashesOf(record: TopicRecord): { readonly source: number; readonly derived: number } {
  const { id, contentId, userId, eventType, eventMs, durationMs, device, derived, version } = record
  const ms = Number.isNaN(eventMs) ? null : eventMs
  return {
    source: hash32(sourceText(id, contentId, userId, eventType, ms, durationMs, device)),
    derived:
      derived === null
        ? 0
        : hash32(derivedText(id, derived.contentType, derived.lengthSeconds, derived.seconds, derived.pct, version)),
  }
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
        const record = read(raw)
        if (record === null || !inSpan(span, record) || record.contentId === canaryContentId) continue
        const deleted = record.meaning === 'deleted'
        const { source, derived } = deleted ? { source: 1, derived: 1 } : hashesOf(record)
        table.add({
          id: record.id,
          source,
          derived,
          version: record.version,
          isNew: record.meaning === 'new',
          deleted,
        })
      }
      onRead(records.length)
    },
    signal,
  )
}
