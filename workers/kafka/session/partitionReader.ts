/** Reads one partition from a chosen offset on: committed records only, with the position kept exactly. */
import type { Broker, Cluster } from '../wire/kafkajs/kafkajs'
import { isOffsetOutOfRange } from './kafkaFailure'
import {
  readCommitted,
  readPartition,
  stepOverEmptyBatches,
  type PartitionRead,
  type TopicAnswer,
} from '../wire/fetchAnswer'
import { fetchFrom } from '../wire/kafkajs/fetchFrom'

/** What one fetch brought. */
export type Chunk = Pick<PartitionRead, 'records' | 'from' | 'next' | 'end'>

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

/** What lies in partitions, by the broker that leads each, in the order given. @throws as {@link leaderOf} */
export async function byLeader<T extends { readonly topic: string; readonly partition: number }>(
  cluster: Cluster,
  items: readonly T[],
): Promise<Map<Broker, T[]>> {
  const found = new Map<Broker, T[]>()
  for (const item of items) {
    const leader = await leaderOf(cluster, item.topic, item.partition)
    const its = found.get(leader)
    if (its === undefined) found.set(leader, [item])
    else its.push(item)
  }
  return found
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
    let answer: readonly TopicAnswer[]
    try {
      answer = await fetchFrom(leader, {
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
    const found = answer[0]?.partitions[0]
    if (found === undefined) return { records: [], from, next: from, end: from }
    const [read] = stepOverEmptyBatches([readPartition(found, from)])
    if (read === undefined) throw new Error('one partition was read')
    if (position === from) position = read.next
    return read
  }

  return {
    position: () => position,
    fetch,
    seek: (offset) => {
      position = offset
    },
  }
}
