import { describe, expect, test } from 'vitest'
import type { FetchedRecord } from './committedRecords'
import { readPartition, stepOverEmptyBatches, topicsOfFetch, type PartitionAnswer } from './fetchAnswer'

const record = (offset: number, isControlRecord = false): FetchedRecord => ({
  offset: String(offset),
  timestamp: '1',
  key: null,
  value: Buffer.from('v'),
  headers: {},
  isControlRecord,
  batchContext: { producerId: '1', inTransaction: true },
})
const answer = (messages: readonly FetchedRecord[], end: number): PartitionAnswer => ({
  partition: 0,
  highWatermark: String(end + 1),
  lastStableOffset: String(end),
  lastStartOffset: '2',
  abortedTransactions: [],
  messages,
})

describe('readPartition', () => {
  test('leaves out what lies before the offset and goes on past a marker', () => {
    const read = readPartition(answer([record(3), record(4), record(5, true)], 6), 4)
    expect(read.records.map(({ offset }) => offset)).toEqual(['4'])
    expect(read).toMatchObject({ from: 4, next: 6, low: 2, high: 7, end: 6 })
  })

  test('stays where nothing came', () => {
    expect(readPartition(answer([], 4), 4)).toMatchObject({ records: [], next: 4 })
  })
})

describe('stepOverEmptyBatches', () => {
  test('goes one step on where nothing came though something decided lies ahead', () => {
    expect(stepOverEmptyBatches([readPartition(answer([], 9), 4)]).map(({ next }) => next)).toEqual([5])
    expect(stepOverEmptyBatches([readPartition(answer([], 4), 4)]).map(({ next }) => next)).toEqual([4])
  })

  test('waits while other partitions fill the answer', () => {
    const reads = [readPartition(answer([record(4)], 9), 4), readPartition(answer([], 9), 4)]
    expect(stepOverEmptyBatches(reads).map(({ next }) => next)).toEqual([5, 4])
  })
})

test('an answer of another shape is refused', () => {
  expect(topicsOfFetch({ responses: [{ topicName: 't', partitions: [answer([], 1)] }] })).toHaveLength(1)
  expect(() => topicsOfFetch({ responses: [{ topicName: 't', partitions: [{}] }] })).toThrow('shape')
  expect(() => topicsOfFetch(null)).toThrow('shape')
})
