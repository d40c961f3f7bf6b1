import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentTypes, eventTypes } from '../../contract/pipeline'
import { createUsers, makeEvent } from './makeEvent'
import { seededRandom } from './random'
import { sampleContent } from './sampleContent'

test('every event fits its table and no sitting lasts longer than its content by more than its first second', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom(...contentTypes),
      fc.option(fc.integer({ min: 1, max: 20_000 })),
      (seed, contentType, lengthSeconds) => {
        const random = seededRandom(seed)
        const users = createUsers(3, random)
        const event = makeEvent({ id: 'c', contentType, lengthSeconds }, users, 1_700_000_000_000, random)
        expect(eventTypes).toContain(event.eventType)
        expect(users).toContain(event.userId)
        expect(event.userId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(new Date(event.eventTs).getTime()).toBe(1_700_000_000_000)
        if (event.durationMs !== null) {
          expect(Number.isInteger(event.durationMs) && event.durationMs > 0).toBe(true)
          if (event.eventType !== 'click')
            expect(event.durationMs).toBeLessThanOrEqual((lengthSeconds ?? 420) * 1_000 + 1_000)
        }
        expect(() => JSON.parse(event.rawPayload) as unknown).not.toThrow()
      },
    ),
  )
})

test('some clicks measured nothing, all else measured something', () => {
  const random = seededRandom(5)
  const events = Array.from({ length: 2_000 }, () =>
    makeEvent({ id: 'c', contentType: 'newsletter', lengthSeconds: 300 }, ['u'], 0, random),
  )
  expect(events.some((event) => event.eventType === 'click' && event.durationMs === null)).toBe(true)
  expect(events.some((event) => event.eventType === 'click' && event.durationMs !== null)).toBe(true)
  expect(events.every((event) => event.eventType === 'click' || event.durationMs !== null)).toBe(true)
})

test('the sample content is sixty items of both languages and all types, each with its own id, slug and title', () => {
  expect(sampleContent).toHaveLength(60)
  for (const key of ['id', 'slug', 'title'] as const) {
    expect(new Set(sampleContent.map((sample) => sample[key])).size).toBe(60)
  }
  expect(sampleContent.filter((sample) => /\p{Script=Arabic}/u.test(sample.title)).length).toBeGreaterThanOrEqual(25)
  expect(sampleContent.filter((sample) => /[A-Za-z]/.test(sample.title)).length).toBeGreaterThanOrEqual(25)
  expect(new Set(sampleContent.map((sample) => sample.contentType)).size).toBe(3)
  for (const sample of sampleContent) {
    expect(sample.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-9[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.isNaN(Date.parse(sample.publishedAt))).toBe(false)
  }
})
