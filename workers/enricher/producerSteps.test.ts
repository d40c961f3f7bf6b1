import { expect, it } from 'vitest'
import type { Outgoing } from './outgoing'
import { batchesOf } from './producerSteps'

const record = (topic: string, partition: number, text: string): Outgoing => ({
  kind: 'enriched',
  topic,
  partition,
  key: null,
  value: Buffer.from(text),
  committedMs: null,
})

it('gathers the records of each partition in their order', () => {
  const records = [record('a', 0, '1'), record('a', 1, '2'), record('b', 0, '3'), record('a', 0, '4')]
  const told = batchesOf(records).map(
    ({ topic, partition, records: its }) => `${topic}/${partition} ${its.map(({ value }) => String(value)).join(' ')}`,
  )
  expect(told).toEqual(['a/0 1 4', 'a/1 2', 'b/0 3'])
})

it('makes no batch of nothing', () => {
  expect(batchesOf([])).toEqual([])
})
