/** Reads one partition from a chosen offset on: committed records only, with the position kept exactly. */
import type { Broker, Cluster } from 'kafkajs'
import { isOffsetOutOfRange } from './kafkaFailure'
import { committedRecords, type AbortedTransaction, type FetchedRecord } from './committedRecords'

/** What one fetch brought. */
export interface Chunk {
  /** Committed data records, by offset. */
  readonly records: readonly FetchedRecord[]
  /** The offset that was asked for. */
  readonly from: number
  /** The offset to go on with: past markers and aborted records too. */
  readonly next: number
  /** The last stable offset when the chunk was read: all before it is decided. */
  readonly end: number
}

export interface PartitionReader {
  /** Offset of the next fetch. */
  position(): number
  /**
   * The next chunk; empty when the broker had nothing within the wait. Rejects with what kafkajs throws, the position
   * unchanged; an offset that the partition no longer has rejects with {@link OffsetGone}.
   */
  fetch(): Promise<Chunk>
  seek(offset: number): void
}

export interface ReaderOptions {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** How long the broker may hold a fetch that finds nothing, in milliseconds. Data ends the wait at once. */
  readonly maxWaitMs?: number
  readonly maxBytes?: number
}

/** The position is outside what the partition holds: records were removed by retention, or the log is not the one it was. */
export class OffsetGone extends Error {
  constructor(topic: string, partition: number, offset: number, cause: unknown) {
    super(`${topic}/${partition} no longer has offset ${offset}`, { cause })
    this.name = 'OffsetGone'
  }
}

interface PartitionAnswer {
  readonly lastStableOffset: string
  readonly abortedTransactions: readonly AbortedTransaction[]
  readonly messages: readonly FetchedRecord[]
}

/** Takes the one asked-for partition out of kafkajs's untyped answer. The records are its decoder's own, not parsed again: they are the hot path. */
function isFetchAnswer(answer: unknown): answer is { responses: { partitions: PartitionAnswer[] }[] } {
  if (typeof answer !== 'object' || answer === null || !('responses' in answer)) return false
  const { responses } = answer
  if (!Array.isArray(responses)) return false
  return responses.every(
    (topic: unknown) =>
      typeof topic === 'object' &&
      topic !== null &&
      'partitions' in topic &&
      Array.isArray(topic.partitions) &&
      topic.partitions.every(
        (partition: unknown) =>
          typeof partition === 'object' &&
          partition !== null &&
          'lastStableOffset' in partition &&
          'abortedTransactions' in partition &&
          'messages' in partition &&
          Array.isArray(partition.messages),
      ),
  )
}

const readCommitted = 1

/** @returns the broker that leads the partition, connected. The topic must be a target of the cluster. */
export async function leaderOf(cluster: Cluster, topic: string, partition: number): Promise<Broker> {
  await cluster.refreshMetadataIfNecessary()
  const found = cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)
  if (found === undefined || found.leader < 0) {
    await cluster.refreshMetadata()
    throw new Error(`${topic}/${partition} has no leader`)
  }
  return cluster.findBroker({ nodeId: String(found.leader) })
}

/**
 * A reader over a cluster of its own: a fetch that waits holds up all else on that connection.
 * The cluster must be connected and have the topic as a target.
 */
export function openPartitionReader(cluster: Cluster, options: ReaderOptions): PartitionReader {
  const { topic, partition, maxWaitMs = 1_000, maxBytes = 1_048_576 } = options
  let position = options.offset

  const fetch = async (): Promise<Chunk> => {
    const from = position
    const leader = await leaderOf(cluster, topic, partition)
    let answer: unknown
    try {
      answer = await leader.fetch({
        isolationLevel: readCommitted,
        maxWaitTime: maxWaitMs,
        minBytes: 1,
        maxBytes,
        topics: [{ topic, partitions: [{ partition, fetchOffset: String(from), maxBytes }] }],
      })
    } catch (thrown) {
      if (isOffsetOutOfRange(thrown)) throw new OffsetGone(topic, partition, from, thrown)
      throw thrown
    }
    if (!isFetchAnswer(answer)) throw new Error('kafkajs answered a fetch in a shape that this version does not know')
    const found = answer.responses[0]?.partitions[0]
    if (found === undefined) return { records: [], from, next: from, end: from }
    const end = Number(found.lastStableOffset)
    // A batch is answered whole even when asked for from its middle.
    const messages = found.messages.filter(({ offset }) => Number(offset) >= from)
    const last = messages.at(-1)
    let next = from
    if (last !== undefined) next = Number(last.offset) + 1
    // Nothing decoded though something decided lies ahead: a batch that compaction left empty, which kafkajs does not
    // show. It covers this offset at least, so one step on is safe.
    else if (end > from) next = from + 1
    if (position === from) position = next
    return { records: committedRecords(messages, found.abortedTransactions), from, next, end }
  }

  return {
    position: () => position,
    fetch,
    seek: (offset) => {
      position = offset
    },
  }
}
