/**
 * Writes into engagement_events.flat what Debezium's snapshot would: the one way in for a backfill, a repair and a resent dead letter, so
 * that order, fencing and exactly once are those of the ordinary enricher.
 */
import type { Kafka } from '../../kafka/wire/kafkajs/kafkajs'
import { topics, type EventChange } from '../../../contract/pipeline'
import { openCluster } from '../../kafka/session/kafkaCluster'
import { keyPartition } from '../../kafka/session/keyPartition'
import { partitionCount } from '../../kafka/session/topicOffsets'
import { openTransactionalProducer } from '../../kafka/session/transactionalProducer'

/** A row of engagement_events as its record carries it. `event_ts`: RFC 3339 in UTC; `raw_payload`: JSON text. */
export type EventRow = Omit<EventChange, '__op' | '__table' | '__source_ts_ms' | '__source_lsn'>

/** A record for the topic; what has the same key goes to the same partition. */
export interface FlatRecord {
  readonly key: Buffer | null
  readonly value: Buffer
}

export interface FlatWriter {
  /**
   * Writes records in their order, in transactions of what one batch may hold; of none, nothing is done. Resolves when all are committed.
   * After a rejection the outcome is unknown: close the writer, open another, and write the same again. That does no harm, since
   * such records repeat what is known.
   */
  write(records: readonly FlatRecord[]): Promise<void>
  close(): Promise<void>
}

/** The key of an event's records: the JSON of its content id, so that an event without content has the key `null`. */
export const flatKey = (contentId: string | null): Buffer => Buffer.from(JSON.stringify(contentId))

/**
 * A row as the connector's snapshot would tell it (`r`), or that it is gone (`d`).
 * @param position see safePosition.ts.
 * @param nowMs milliseconds since the epoch: when it was read.
 */
export function flatRecord(row: EventRow, op: 'r' | 'd', position: number, nowMs: number): FlatRecord {
  const { id, content_id, user_id, event_type, event_ts, duration_ms, device, raw_payload } = row
  const change: EventChange = {
    id,
    content_id,
    user_id,
    event_type,
    event_ts,
    duration_ms,
    device,
    raw_payload,
    __op: op,
    __table: 'engagement_events',
    __source_ts_ms: nowMs,
    __source_lsn: position,
  }
  return { key: flatKey(content_id), value: Buffer.from(JSON.stringify(change)) }
}

/** A transaction lasts some 10 ms; one that is open for this long has lost its owner, and readers of the topic wait for it. */
const transactionTimeoutMs = 15_000
/** A batch above 1 MB is refused by a broker for good. */
const mostBytes = 700_000
const overheadBytes = 128

/**
 * Connects a transactional producer. Another one with the same id is fenced: there is one writer for each use.
 * Rejects with what kafkajs throws.
 */
export async function openFlatWriter(kafka: Kafka, transactionalId: string): Promise<FlatWriter> {
  const topic = topics.events
  const partitions = await countPartitions(kafka, topic)
  const producer = await openTransactionalProducer(kafka, {
    transactionalId,
    timeoutMs: transactionTimeoutMs,
    topics: [topic],
  })
  return {
    write: async (records) => {
      for (const part of cutByBytes(records)) {
        const places = new Map<number, FlatRecord[]>()
        for (const record of part) {
          const partition = record.key === null ? 0 : keyPartition(record.key, partitions)
          const there = places.get(partition)
          if (there === undefined) places.set(partition, [record])
          else there.push(record)
        }
        await producer.send([...places].map(([partition, its]) => ({ topic, partition, records: its })))
        await producer.commit()
      }
    },
    close: () => producer.close(),
  }
}

async function countPartitions(kafka: Kafka, topic: string): Promise<number> {
  const cluster = openCluster(kafka)
  try {
    await cluster.connect()
    await cluster.addTargetTopic(topic)
    return partitionCount(cluster, topic)
  } finally {
    await cluster.disconnect()
  }
}

/** Runs of records that stay below what one partition takes in one batch, whichever partitions they go to. */
export function cutByBytes(records: readonly FlatRecord[], limit = mostBytes): FlatRecord[][] {
  const parts: FlatRecord[][] = []
  let part: FlatRecord[] = []
  let bytes = 0
  for (const record of records) {
    const size = (record.key?.length ?? 0) + record.value.length + overheadBytes
    if (part.length > 0 && bytes + size > limit) {
      parts.push(part)
      part = []
      bytes = 0
    }
    part.push(record)
    bytes += size
  }
  if (part.length > 0) parts.push(part)
  return parts
}
