/** Waits until everything that a stretch wrote has gone as far as it will go: by positions, never by time. */
import { redisKeys, topics } from '../../contract/pipeline'
import { defaultSettings } from '../../contract/settings'
import type { Stores } from '../support/pipeline'
import { waitFor } from '../support/waitFor'
import type { Stretch } from './stretch'
import { openRecords, readSpan, type Offsets, type TopicSpan } from '../support/topicSpan'
import { readChange } from './readChange'

export interface Spans {
  readonly events: TopicSpan
  readonly enriched: TopicSpan
  readonly deadLetters: TopicSpan
  /** How long each was waited for, in milliseconds: the connector, the enricher, then both stores. */
  readonly waitedMs: { readonly connector: number; readonly enricher: number; readonly stores: number }
}

const limitMs = 120_000
const lookEveryMs = 150

/**
 * The connector has come to the last event; the enricher's group stands at the end of what it reads, Redis and ClickHouse at the end of what
 * the enricher wrote, and a further look finds nothing new.
 */
export async function untilIdle(stores: Stores, stretch: Stretch, lastId: number): Promise<Spans> {
  const { kafka } = stores
  const begun = Date.now()
  const events = await waitFor(
    `event ${lastId} in ${topics.events}`,
    async () => {
      const { committed } = await readSpan(kafka, topics.events, stretch.from.events)
      if (!committed.some((record) => readChange(record)?.id === lastId)) return undefined
      // A transaction ends in one partition a little before another: what came before the last event may not be decided yet.
      if ((await openRecords(kafka, topics.events)).length > 0) return undefined
      return readSpan(kafka, topics.events, stretch.from.events)
    },
    limitMs,
    lookEveryMs,
  )
  const connected = Date.now()
  const admin = kafka.admin()
  await admin.connect()
  const groupOffsets = async (groupId: string, topic: string): Promise<Offsets> => {
    const [found] = await admin.fetchOffsets({ groupId, topics: [topic] })
    return new Map(found?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
  }
  try {
    await waitFor(
      'the enricher at the end of its topic',
      async () => {
        const group = await groupOffsets(defaultSettings.enricherGroup, topics.events)
        if (reached(group, events.ends)) return true
        throw new Error(`the enricher at ${text(group)}, of ${text(events.ends)}`)
      },
      limitMs,
      lookEveryMs,
    )
    const enrichedAt = Date.now()
    let before = ''
    const enriched = await waitFor(
      'Redis and ClickHouse at the end of their topic',
      async () => {
        const span = await readSpan(kafka, topics.enriched, stretch.from.enriched)
        const stored = await stores.redis.hgetall(redisKeys.offsets(stores.prefix))
        const board = new Map(
          Object.entries(stored)
            .filter(([field]) => /^\d+$/.test(field))
            .map(([partition, next]) => [Number(partition), Number(next)]),
        )
        const warehouse = await groupOffsets(defaultSettings.clickhouseGroup, topics.enriched)
        const now = JSON.stringify([...span.ends])
        const same = now === before
        before = now
        if (!reached(board, span.ends) || !reached(warehouse, lastRead(span))) {
          throw new Error(
            `Redis at ${text(board)}, ClickHouse at ${text(warehouse)}, of ${text(span.ends)}, records to ${text(lastRead(span))}`,
          )
        }
        return same && span
      },
      limitMs,
      lookEveryMs,
    )
    const waitedMs = { connector: connected - begun, enricher: enrichedAt - connected, stores: Date.now() - enrichedAt }
    const deadLetters = await readSpan(kafka, topics.deadLetters, stretch.from.deadLetters)
    return { events, enriched, deadLetters, waitedMs }
  } finally {
    await admin.disconnect()
  }
}

function reached(offsets: Offsets, ends: Offsets): boolean {
  return [...ends].every(([partition, end]) => end === 0 || (offsets.get(partition) ?? -1) >= end)
}

/** Partitions in their order, for the failure of a wait. */
function text(offsets: Offsets): string {
  return [...offsets]
    .sort(([a], [b]) => a - b)
    .map(([partition, offset]) => `${partition}:${offset}`)
    .join(' ')
}

/** The offset after the last record of each partition: ClickHouse does not commit past a transaction's marker. */
function lastRead({ committed }: TopicSpan): Offsets {
  const next = new Map<number, number>()
  for (const { partition, offset } of committed) next.set(partition, offset + 1)
  return next
}
