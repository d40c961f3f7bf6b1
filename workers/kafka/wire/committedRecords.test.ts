import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { committedRecords, type AbortedTransaction, type FetchedRecord } from './committedRecords'

const markerKey = (type: 'abort' | 'commit'): Buffer => Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1])

function record(offset: number, producerId: string, marker?: 'abort' | 'commit'): FetchedRecord {
  return {
    offset: String(offset),
    timestamp: '0',
    key: marker === undefined ? null : markerKey(marker),
    value: Buffer.from('x'),
    headers: {},
    isControlRecord: marker !== undefined,
    batchContext: { producerId, inTransaction: producerId !== '-1' },
  }
}

const offsets = (records: readonly FetchedRecord[]): number[] => records.map(({ offset }) => Number(offset))

describe('committedRecords', () => {
  it('drops markers and keeps plain records', () => {
    const log = [record(1, '7'), record(2, '7', 'commit'), record(3, '-1')]
    expect(offsets(committedRecords(log, []))).toEqual([1, 3])
  })

  it('drops a transaction that began first and was aborted last, listed last by the broker', () => {
    const log = [
      record(5, 'b'),
      record(6, 'c'),
      record(10, 'a'),
      record(11, 'b'),
      record(30, 'a', 'abort'),
      record(40, 'b', 'abort'),
      record(41, 'c', 'commit'),
      record(42, 'a'),
    ]
    const aborted = [
      { producerId: 'a', firstOffset: '10' },
      { producerId: 'b', firstOffset: '5' },
    ]
    expect(offsets(committedRecords(log, aborted))).toEqual([6, 42])
  })

  it('drops the tail of several transactions that began before the answer', () => {
    const log = [record(20, 'b'), record(21, 'a'), record(22, 'a', 'abort'), record(23, 'b', 'abort')]
    const aborted = [
      { producerId: 'a', firstOffset: '10' },
      { producerId: 'b', firstOffset: '12' },
    ]
    expect(offsets(committedRecords(log, aborted))).toEqual([])
  })

  it('answers with exactly the committed records of any interleaving, from any offset', () => {
    const step = fc.record({
      producer: fc.integer({ min: 0, max: 3 }),
      act: fc.constantFrom('write', 'write', 'abort', 'commit'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(60), (steps, from) => {
        const log: FetchedRecord[] = []
        const open = new Map<string, number[]>()
        const committed = new Set<number>()
        const aborted: AbortedTransaction[] = []
        const end = (producerId: string, act: 'abort' | 'commit'): void => {
          const written = open.get(producerId)
          const first = written?.[0]
          if (written === undefined || first === undefined) return
          const marker = log.length
          log.push(record(marker, producerId, act))
          if (act === 'commit') for (const offset of written) committed.add(offset)
          else if (marker >= from) aborted.push({ producerId, firstOffset: String(first) })
          open.delete(producerId)
        }
        for (const { producer, act } of steps) {
          const producerId = String(producer)
          if (act === 'write') {
            const written = open.get(producerId) ?? []
            written.push(log.length)
            open.set(producerId, written)
            log.push(record(log.length, producerId))
          } else end(producerId, act)
        }
        for (const producerId of [...open.keys()]) end(producerId, 'abort')
        const answer = committedRecords(log.slice(from), aborted)
        expect(offsets(answer)).toEqual([...committed].filter((offset) => offset >= from).sort((a, b) => a - b))
      }),
    )
  })
})
