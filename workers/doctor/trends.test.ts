import { expect, test } from 'vitest'
import { topics } from '../../contract/pipeline'
import type { Figure } from './history'
import { healthyConnect, lookAt, testFacts, testPipeline } from './testFacts'
import { figuresOf } from './trends'

const topic = { name: topics.deadLetters, partitions: [], cleanupPolicy: '', ratePerSecond: 0 }

test('what the connector confirms has no course while it is paused: once it is resumed, that time says nothing of it', () => {
  const confirmed = (facts = testFacts()): Figure | null | undefined =>
    new Map(figuresOf(facts)).get('confirmed_position')
  expect(confirmed()?.value).toBeTypeOf('number')
  const status = { connector: { state: 'PAUSED' as const }, tasks: [{ id: 0, state: 'PAUSED' as const }] }
  expect(confirmed(testFacts({ connect: lookAt({ ...healthyConnect, status }) }))).toBeNull()
})

test('dead letters that a new observer still counts are none that come', () => {
  const letters = (messages: number | null | undefined): Figure | null | undefined =>
    new Map(
      figuresOf(
        testFacts({
          pipeline: testPipeline(
            messages === undefined ? {} : { topics: { state: 'known', at: 5, value: [{ ...topic, messages }] } },
          ),
        }),
      ),
    ).get('dead_letters')
  expect(letters(7)).toEqual({ value: 7, at: 5 })
  // Left out, which ends no course; what is unknown ends it.
  expect(letters(null)).toBeUndefined()
  expect(letters(undefined)).toBeNull()
})
