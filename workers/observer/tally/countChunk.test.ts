import fc from 'fast-check'
import { expect, test } from 'vitest'
import { topics } from '../../../contract/pipeline'
import type { FetchedRecord } from '../../kafka/wire/committedRecords'
import { countChunk } from './countChunk'
import type { PartitionChunk } from './fetchPartitions'
import { createOffsetClock } from './offsetClock'
import { emptyTopicTally, type PartitionTally } from './tallyState'

const content = '11111111-2222-8333-9444-555555555555'
const record = (offset: number, timestamp: number): FetchedRecord => ({
  offset: String(offset),
  timestamp: String(timestamp),
  key: Buffer.from(JSON.stringify(content)),
  value: Buffer.from(
    `{"id":${offset},"content_id":"${content}","user_id":null,"event_type":"play","event_ts":"2026-11-23T21:10:16Z",` +
      `"duration_ms":null,"device":null,"raw_payload":null,"__op":"c","__table":"engagement_events","__source_ts_ms":5,"__source_lsn":6}`,
  ),
  headers: {},
  isControlRecord: false,
  batchContext: { producerId: '-1', inTransaction: false },
})
const chunk = (records: readonly FetchedRecord[], from: number, next: number): PartitionChunk => ({
  topic: topics.events,
  partition: 0,
  from,
  next,
  records,
  low: 0,
  high: next,
  end: next,
})
const nobody = (): void => undefined

test('however the log is cut and re-read, each record counts once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.record({ back: fc.nat(10), length: fc.integer({ min: 1, max: 15 }) }), { maxLength: 30 }),
      (size, reads) => {
        const log = Array.from({ length: size }, (_, offset) => record(offset, 1_000 + offset))
        const tally = emptyTopicTally()
        const partition: PartitionTally = { position: 0, last: null, clock: [] }
        const clock = createOffsetClock([])
        let reached = 0
        for (const { back, length } of reads) {
          const from = Math.max(0, partition.position - back)
          const next = Math.min(size, from + length)
          expect(countChunk(tally, partition, clock, chunk(log.slice(from, next), from, next), nobody)).toBe(true)
          reached = Math.max(reached, next)
        }
        expect(tally.live.size).toBe(reached)
        expect(tally.records).toBe(reached)
        expect(partition.position).toBe(reached)
        expect(partition.last?.offset ?? -1).toBe(reached - 1)
      },
    ),
  )
})

test('a log whose last counted record is another one is refused, and nothing is counted', () => {
  const tally = emptyTopicTally()
  const before = JSON.stringify({ ...tally, live: tally.live.keep() })
  const partition: PartitionTally = { position: 4, last: { offset: 2, timestamp: 1_002 }, clock: [] }
  const other = [record(1, 1_001), record(2, 9_999), record(3, 10_000), record(4, 10_001)]
  expect(countChunk(tally, partition, createOffsetClock([]), chunk(other, 1, 5), nobody)).toBe(false)
  expect(JSON.stringify({ ...tally, live: tally.live.keep() })).toBe(before)
  expect(partition.position).toBe(4)
})

test('markers move the position without counting', () => {
  const tally = emptyTopicTally()
  const partition: PartitionTally = { position: 3, last: { offset: 2, timestamp: 1 }, clock: [] }
  countChunk(tally, partition, createOffsetClock([]), chunk([], 3, 4), nobody)
  expect(partition).toMatchObject({ position: 4, last: { offset: 2 } })
  expect(tally.records).toBe(0)
})
