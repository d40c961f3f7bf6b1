/** One topic as a job sees it: a table of the span's events, filled by threads, and how far the topic has been read for it. */
import { topics } from '../../contract/pipeline'
import type { ProofSpan } from '../../contract/proof'
import { keyPartition } from '../kafka/session/keyPartition'
import { openPartitionReader } from '../kafka/session/partitionReader'
import { withTopic } from '../kafka/session/withTopic'
import { fillTable, readerOf, type ScannedTopic } from './fillTable'
import type { RecordTable } from './recordTable'
import { scanInThread } from './scanInThread'
import { topicBounds, topicOffsets, type Stretch } from './scanTopic'
import type { Services } from './services'

export interface TopicView {
  readonly topic: ScannedTopic
  readonly table: RecordTable
  /** Whether the records of an event may have been removed, by retention or by hand, from the partition where they would be. */
  mayHaveLost(id: number, contentId: string | null): boolean
  /** All that the topic holds. */
  whole(): Promise<Stretch>
  /** Reads what has been written since. */
  catchUp(signal: AbortSignal): Promise<void>
  /** Reads what lies before: an event may have been told long before its own time. */
  readEarlier(signal: AbortSignal): Promise<void>
}

export interface ViewOptions {
  readonly services: Services
  readonly topic: ScannedTopic
  readonly span: ProofSpan
  /** Records before this time (epoch ms) are not read; null: read all. */
  readonly sinceMs: number | null
  /** Told the number of records that will be read, once. */
  readonly onPlan: (records: number) => void
  readonly onRead: (records: number) => void
  readonly signal: AbortSignal
}

export async function openTopicView(options: ViewOptions): Promise<TopicView> {
  const { services, topic, span, sinceMs, onPlan, onRead, signal } = options
  const { kafka, endpoints, scanEntry } = services
  const { partitions } = await topicBounds(kafka, topic)
  const starts = sinceMs === null ? [] : await topicOffsets(kafka, topic, { at: 'time', epochMs: sinceMs })
  const stretch = partitions.map(({ low, end }, partition) => ({
    from: Math.min(end, Math.max(low, starts[partition] ?? low)),
    to: end,
  }))
  onPlan(stretch.reduce((sum, { from, to }) => sum + to - from, 0))
  const table = await scanInThread(scanEntry, { endpoints, topic, span, stretch }, onRead, signal)
  let ends = partitions.map(({ end }) => end)
  const beginsWith = await firstIds(services, topic, partitions, signal)
  const anywhere = Math.max(...beginsWith)
  return {
    topic,
    table,
    mayHaveLost: (id, contentId) => {
      const key = keyOf(topic, contentId)
      // Without a key the enricher chooses by its input's partition, so every one of them counts.
      return id < (key === null ? anywhere : (beginsWith[keyPartition(key, beginsWith.length)] ?? 0))
    },
    readEarlier: (stop) => {
      const earlier = stretch.map(({ from }, partition) => ({ from: partitions[partition]?.low ?? from, to: from }))
      return fillTable(kafka, topic, span, earlier, table, () => undefined, stop)
    },
    whole: async () => (await topicBounds(kafka, topic)).partitions.map(({ low, end }) => ({ from: low, to: end })),
    catchUp: async (stop) => {
      const now = (await topicBounds(kafka, topic)).partitions
      const rest = now.map(({ low, end }, partition) => ({ from: Math.max(low, ends[partition] ?? low), to: end }))
      await fillTable(kafka, topic, span, rest, table, () => undefined, stop)
      ends = now.map(({ end }) => end)
    },
  }
}

/** Ids are given out in order, and told nearly so: the highest of so many. */
const firstFew = 20
/** Records that are read for them at most: what was written again, changed or deleted tells nothing of what came before it. */
const mostRecords = 20_000

/** By partition: the id from which on all that was told as new is still there. 0 where nothing was removed, Infinity where that is unknown. */
function firstIds(
  { kafka }: Services,
  topic: ScannedTopic,
  partitions: readonly { readonly low: number; readonly end: number }[],
  signal: AbortSignal,
): Promise<number[]> {
  const read = readerOf(topic)
  return withTopic(kafka, topic, async (cluster) => {
    const first: number[] = []
    for (const [partition, { low, end }] of partitions.entries()) {
      if (low === 0) {
        first.push(0)
        continue
      }
      const ids: number[] = []
      const until = Math.min(end, low + mostRecords)
      const reader = openPartitionReader(cluster, { topic, partition, offset: low })
      while (ids.length < firstFew && reader.position() < until) {
        signal.throwIfAborted()
        for (const { value, headers } of (await reader.fetch()).records) {
          const event = read(value, headers)
          if (event?.meaning === 'new' && ids.length < firstFew) ids.push(event.id)
        }
      }
      first.push(ids.length === 0 ? Infinity : Math.max(...ids))
    }
    return first
  })
}

/** Key bytes whose hash chooses the partition of an event, as the writers of each topic make them. */
function keyOf(topic: ScannedTopic, contentId: string | null): Buffer | null {
  if (topic === topics.events) return Buffer.from(JSON.stringify(contentId))
  return contentId === null ? null : Buffer.from(contentId)
}
