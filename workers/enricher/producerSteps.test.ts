import { expect, it } from 'vitest'
import type { Outgoing } from './outgoing'
import { sendings } from './producerSteps'

const record = (topic: string, partition: number, text: string): Outgoing => ({
  kind: 'enriched',
  topic,
  partition,
  key: null,
  value: Buffer.from(text),
  committedMs: null,
})
const records = [record('a', 0, '1'), record('a', 1, '2'), record('b', 0, '3'), record('a', 0, '4')]
const told = (manyBrokers: boolean): string[][] =>
  sendings(records, manyBrokers).map((call) =>
    call.flatMap(({ topic, messages }) =>
      messages.map(({ partition, value }) => `${topic}/${String(partition)} ${String(value)}`),
    ),
  )

it('sends all at once to a single broker', () => {
  expect(told(false)).toEqual([['a/0 1', 'a/1 2', 'a/0 4', 'b/0 3']])
})

it('sends each partition by itself where several brokers lead them, in the order of its records', () => {
  expect(told(true)).toEqual([['a/0 1', 'a/0 4'], ['a/1 2'], ['b/0 3']])
})

it('sends nothing of nothing', () => {
  expect([sendings([], true), sendings([], false)]).toEqual([[], []])
})
