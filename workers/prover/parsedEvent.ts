/** An event that the full parser has read. */
import { canaryContentId } from '../../contract/pipeline'
import { hash32, textOf } from './rowHash'
import type { ReadEvent, TopicRecord } from './topicRecord'

export function parsedEvent(record: TopicRecord): ReadEvent {
  return {
    id: record.id,
    meaning: record.meaning,
    version: record.version,
    eventMs: record.eventMs,
    enrichedMs: record.derived?.enrichedMs ?? null,
    isCanary: () => record.contentId === canaryContentId,
    hash: () => hash32(textOf(record)),
    record: () => record,
  }
}
