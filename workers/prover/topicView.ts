/** One topic as a job sees it: a table of the span's events, filled by threads, and how far the topic has been read for it. */
import { topics } from '../../contract/pipeline'
import type { ProofSpan } from '../../contract/proof'
import { fillTable, readerOf, type ScannedTopic } from './fillTable'
import type { RecordTable } from './recordTable'
import { scanInThread } from './scanInThread'
import { scanTopic, topicBounds, topicOffsets, type Stretch } from './scanTopic'
import type { Services } from './services'

export interface TopicView {
  readonly topic: ScannedTopic
  readonly table: RecordTable
  /** The id of the event that each partition begins with; null where nothing has been removed from it, Infinity where nothing is left. */
  readonly beginsWith: readonly (number | null)[]
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
  return {
    topic,
    table,
    beginsWith: await firstIds(services, topic, partitions, signal),
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

/** What a partition from which records have been removed begins with now. */
async function firstIds(
  { kafka }: Services,
  topic: ScannedTopic,
  partitions: readonly { readonly low: number; readonly end: number }[],
  signal: AbortSignal,
): Promise<(number | null)[]> {
  const first = partitions.map(({ low }): number | null => (low === 0 ? null : Infinity))
  const read = readerOf(topic)
  const stretch = partitions.map(({ low, end }) => ({ from: low, to: low === 0 ? 0 : Math.min(end, low + fewRecords) }))
  await scanTopic(
    kafka,
    topic,
    stretch,
    (records, partition) => {
      for (const raw of records) {
        const event = read(raw.value, raw.headers)
        // The smallest of the first few: ids are given out in order, and told nearly so.
        if (event !== null) first[partition] = Math.min(first[partition] ?? Infinity, event.id)
      }
    },
    signal,
  )
  return first
}

const fewRecords = 100

/** Key bytes whose hash chooses the partition of an event, as the writers of each topic make them. */
export function keyOf(topic: ScannedTopic, contentId: string | null): Buffer | null {
  if (topic === topics.events) return Buffer.from(JSON.stringify(contentId))
  return contentId === null ? null : Buffer.from(contentId)
}
