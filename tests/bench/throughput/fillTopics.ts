/** Content and events as Debezium writes them, made from a seed: every run works on the same bytes. */
import { Partitioners, type Kafka, type Message } from 'kafkajs'
import { contentTypes, eventTypes, topics } from '../../../contract/pipeline'

const contents = 1_000
const devices = ['ios', 'android', 'web', 'smart-tv'] as const
const firstCommitMs = Date.UTC(2026, 0, 1)

/** A small generator of equally distributed numbers below 2^32 (Numerical Recipes' linear congruence, high bits mixed in). */
function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state ^ (state >>> 15)) >>> 0
  }
}

function uuid(next: () => number): string {
  const hex = Array.from({ length: 4 }, () => next().toString(16).padStart(8, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

function contentIds(): string[] {
  const next = numbers(7)
  return Array.from({ length: contents }, () => uuid(next))
}

function contentMessages(): Message[] {
  return contentIds().map((id, index) => ({
    key: JSON.stringify(id),
    value: JSON.stringify({
      id,
      slug: `content-${index}`,
      title: `Content ${index}`,
      content_type: contentTypes[index % contentTypes.length],
      length_seconds: 60 + index,
      publish_ts: '2026-01-01T00:00:00.000000Z',
      __op: 'r',
      __table: 'content',
      __source_ts_ms: firstCommitMs,
      __source_lsn: 1_000 + index,
    }),
  }))
}

/** Events number `from` to `to` − 1, each of about 430 bytes. */
export function eventMessages(from: number, to: number): Message[] {
  const ids = contentIds()
  return Array.from({ length: to - from }, (_, index) => {
    const id = from + index
    const next = numbers(id + 1)
    const contentId = ids[next() % contents] ?? ''
    const at = firstCommitMs + id
    return {
      key: JSON.stringify(contentId),
      value: JSON.stringify({
        id: id + 1,
        content_id: contentId,
        user_id: uuid(next),
        event_type: eventTypes[next() % eventTypes.length],
        event_ts: new Date(at).toISOString().replace('Z', '123Z'),
        duration_ms: next() % 600_000,
        device: devices[next() % devices.length],
        raw_payload: JSON.stringify({ session: uuid(next), position: next() % 3_600 }),
        __op: 'c',
        __table: 'engagement_events',
        __source_ts_ms: at,
        __source_lsn: 20_000_000 + id * 120,
      }),
    }
  })
}

const chunk = 500

export async function fillTopics(kafka: Kafka, events: number): Promise<void> {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  try {
    await producer.send({ topic: topics.content, messages: contentMessages() })
    for (let from = 0; from < events; from += chunk) {
      await producer.send({ topic: topics.events, messages: eventMessages(from, Math.min(events, from + chunk)) })
    }
  } finally {
    await producer.disconnect()
  }
}
