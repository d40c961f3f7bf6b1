import { expect, test } from 'vitest'
import type { Figure } from './history'
import { healthyConnect, lookAt, testFacts } from './testFacts'
import { figuresOf } from './trends'

test('what the connector confirms has no course while it is paused: once it is resumed, that time says nothing of it', () => {
  const confirmed = (facts = testFacts()): Figure | null | undefined =>
    new Map(figuresOf(facts)).get('confirmed_position')
  expect(confirmed()?.value).toBeTypeOf('number')
  const status = { connector: { state: 'PAUSED' as const }, tasks: [{ id: 0, state: 'PAUSED' as const }] }
  expect(confirmed(testFacts({ connect: lookAt({ ...healthyConnect, status }) }))).toBeNull()
})
