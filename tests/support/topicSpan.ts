/** A span of a topic, read whole: what a reader of committed records sees of it, and what one of uncommitted data sees besides. */
import type { Cluster, Kafka } from 'kafkajs'
import type { FetchedRecord } from '../../workers/kafka/wire/committedRecords'
import { readCommitted, readPartition, topicsOfFetch } from '../../workers/kafka/wire/fetchAnswer'
import { openCluster } from '../../workers/kafka/session/kafkaCluster'
import { leaderOf } from '../../workers/kafka/session/partitionReader'
import { offsetAt, partitionCount } from '../../workers/kafka/session/topicOffsets'

/** Offsets by partition. */
export type Offsets = ReadonlyMap<number, number>

export interface SpanRecord {
  readonly partition: number
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, unknown>>
}

export interface TopicSpan {
  /** By partition, then by offset. */
  readonly committed: readonly SpanRecord[]
  /** How many records only a reader of uncommitted data sees: transactions that were aborted or are still open. */
  readonly uncommitted: number
  /** Where the committed part ends: the last stable offsets. */
  readonly ends: Offsets
}

/** kafkajs's value of the isolation level that answers everything. */
const readUncommitted = 0

async function withTopic<T>(
  kafka: Kafka,
  topic: string,
  use: (cluster: Cluster, partitions: number[]) => Promise<T>,
): Promise<T> {
  const cluster = openCluster(kafka)
  try {
    await cluster.connect()
    await cluster.addTargetTopic(topic)
    return await use(
      cluster,
      Array.from({ length: partitionCount(cluster, topic) }, (_, partition) => partition),
    )
  } finally {
    await cluster.disconnect()
  }
}

/** The last stable offset of each partition. */
export function topicEnds(kafka: Kafka, topic: string): Promise<Offsets> {
  return withTopic(kafka, topic, async (cluster, partitions) => {
    const ends = new Map<number, number>()
    for (const partition of partitions) ends.set(partition, await offsetAt(cluster, topic, partition, { at: 'end' }))
    return ends
  })
}

/** Records of transactions that are open now: what lies after all that is decided, read before that place is asked for once more. */
export function openRecords(kafka: Kafka, topic: string): Promise<readonly SpanRecord[]> {
  return withTopic(kafka, topic, async (cluster, partitions) => {
    const open: SpanRecord[] = []
    for (const partition of partitions) {
      const from = await offsetAt(cluster, topic, partition, { at: 'end' })
      const { records } = await readAll(cluster, topic, partition, from, readUncommitted)
      const stable = await offsetAt(cluster, topic, partition, { at: 'end' })
      open.push(...records.map((record) => spanRecord(partition, record)).filter(({ offset }) => offset >= stable))
    }
    return open
  })
}

function spanRecord(partition: number, { offset, key, value, headers }: FetchedRecord): SpanRecord {
  return { partition, offset: Number(offset), key, value, headers }
}

/** What a reader of committed records sees of a whole topic: by partition, then by offset. */
export function readTopicRecords(kafka: Kafka, topic: string): Promise<SpanRecord[]> {
  return withTopic(kafka, topic, async (cluster, partitions) => {
    const found: SpanRecord[] = []
    for (const partition of partitions) {
      const from = await offsetAt(cluster, topic, partition, { at: 'beginning' })
      const { records } = await readAll(cluster, topic, partition, from, readCommitted)
      for (const record of records) found.push(spanRecord(partition, record))
    }
    return found
  })
}

/** Everything from the given offsets on. */
export function readSpan(kafka: Kafka, topic: string, from: Offsets): Promise<TopicSpan> {
  return withTopic(kafka, topic, async (cluster, partitions) => {
    const committed: SpanRecord[] = []
    const ends = new Map<number, number>()
    let uncommitted = 0
    for (const partition of partitions) {
      const start = from.get(partition) ?? 0
      const seen = await readAll(cluster, topic, partition, start, readCommitted)
      const all = await readAll(cluster, topic, partition, start, readUncommitted)
      for (const record of seen.records) committed.push(spanRecord(partition, record))
      uncommitted += all.records.filter(({ offset }) => Number(offset) < seen.end).length - seen.records.length
      ends.set(partition, seen.end)
    }
    return { committed, uncommitted, ends }
  })
}

async function readAll(
  cluster: Cluster,
  topic: string,
  partition: number,
  from: number,
  isolationLevel: number,
): Promise<{ records: FetchedRecord[]; end: number }> {
  const records: FetchedRecord[] = []
  let at = from
  for (;;) {
    const leader = await leaderOf(cluster, topic, partition)
    const answer: unknown = await leader.fetch({
      isolationLevel,
      maxWaitTime: 20,
      minBytes: 1,
      maxBytes: 4_194_304,
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(at), maxBytes: 4_194_304 }] }],
    })
    const found = topicsOfFetch(answer)[0]?.partitions[0]
    if (found === undefined) throw new Error(`no answer for ${topic}/${partition}`)
    const end = Number(isolationLevel === readCommitted ? found.lastStableOffset : found.highWatermark)
    const read = readPartition(found, at)
    const taken =
      isolationLevel === readCommitted
        ? read.records
        : found.messages.filter(({ offset, isControlRecord }) => Number(offset) >= at && !isControlRecord)
    for (const record of taken) records.push(record)
    if (read.next >= end || read.next === at) return { records, end }
    at = read.next
  }
}
