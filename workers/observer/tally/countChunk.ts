import { topics } from '../../../contract/pipeline'
import type { FetchedRecord } from '../../kafka/wire/committedRecords'
import { enrichedEffect } from './enrichedEffect'
import { eventEffect } from './eventEffect'
import type { PartitionChunk } from './fetchPartitions'
import type { OffsetClock } from './offsetClock'
import { applyTo } from './lifeChange'
import type { PartitionTally, TopicTally } from './tallyState'

/** What a record was found to be, for those who look on. */
export interface Seen {
  readonly record: FetchedRecord
  readonly offset: number
  readonly timestamp: number
  readonly canary: boolean
  /** Counted now; false for one that an earlier process had counted and that is only read again. */
  readonly counted: boolean
  /** Commit in Postgres of a newly created event, in milliseconds. */
  readonly committedMs: number | null
}

/**
 * Counts the records of a chunk into its topic, each exactly once: what lies before the partition's position was counted before.
 * @returns false when the log is not the one that was counted (the record last counted is another): nothing was changed then
 */
export function countChunk(
  topic: TopicTally,
  partition: PartitionTally,
  clock: OffsetClock,
  chunk: PartitionChunk,
  onSeen: (seen: Seen) => void,
): boolean {
  const { last } = partition
  if (last !== null) {
    const again = chunk.records.find(({ offset }) => Number(offset) === last.offset)
    if (again !== undefined && Number(again.timestamp) !== last.timestamp) return false
  }
  for (const record of chunk.records) {
    const offset = Number(record.offset)
    const timestamp = Number(record.timestamp)
    const counted = offset >= partition.position
    let canary = false
    let committedMs: number | null = null
    if (chunk.topic === topics.events) {
      const effect = eventEffect(record.key, record.value, record.headers)
      if (counted && effect.change !== null) applyTo(topic.live, effect.change)
      ;({ canary, committedMs } = effect)
    } else if (chunk.topic === topics.enriched) {
      const effect = enrichedEffect(record.key, record.value)
      if (counted) {
        if (effect.change !== null) applyTo(topic.live, effect.change)
        if (effect.correction) topic.corrections += 1
      }
      ;({ canary } = effect)
    } else if (chunk.topic === topics.content) {
      canary = eventEffect(record.key, null, {}).canary
    }
    if (counted) {
      topic.records += 1
      clock.add(offset, timestamp)
      partition.last = { offset, timestamp }
    }
    onSeen({ record, offset, timestamp, canary, counted, committedMs })
  }
  if (chunk.next > partition.position) partition.position = chunk.next
  return true
}
