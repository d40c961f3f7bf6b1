import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canaryContentId, eventChangeSchema, eventTypes } from '../../../contract/pipeline'
import { enrichedEffect } from './enrichedEffect'
import { eventEffect } from './eventEffect'
import type { LifeChange } from './lifeChange'

const content = '11111111-2222-8333-9444-555555555555'
const event = {
  id: 1,
  content_id: content as string | null,
  user_id: '3590f156-d8f5-42ca-8b5d-8f8e48663efb',
  event_type: 'play',
  event_ts: '2026-11-23T21:10:16.764944Z',
  duration_ms: 1000 as number | null,
  device: 'ios' as string | null,
  raw_payload: '{}' as string | null,
  __op: 'c',
  __table: 'engagement_events',
  __source_ts_ms: 1795468216769,
  __source_lsn: 29332880,
}
/** +1: lives; -1: gone; 0: nothing is said. */
const life = ({ change }: { change: LifeChange | null }): number => (change === null ? 0 : change.lives ? 1 : -1)
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const effect = (change: object, headers: Record<string, unknown> = {}, key: unknown = content) =>
  eventEffect(bytes(key), bytes({ ...event, ...change }), headers)

describe('a record of the topic of events', () => {
  test('says whether its event lives, by its operation', () => {
    expect(effect({})).toEqual({
      change: { id: 1, lsn: 29332880, lives: true },
      committedMs: 1795468216769,
      canary: false,
    })
    expect(effect({ __op: 'r' })).toMatchObject({ change: { lives: true }, committedMs: null })
    // An update is told again after a change of the id, whose create may be lost (docs/decisions/0031-a-changed-id-is-told-again.md).
    expect(effect({ __op: 'u' })).toMatchObject({ change: { lives: true }, committedMs: null })
    expect(life(effect({ __op: 'd' }))).toBe(-1)
    expect(life(effect({ __deleted: 'true', __op: 'd' }))).toBe(-1)
  })

  test('of a changed content id counts nothing on both sides', () => {
    expect(life(effect({ __op: 'd' }, { '__debezium.newkey': Buffer.from('x') }))).toBe(0)
    expect(life(effect({}, { '__debezium.oldkey': Buffer.from('x') }))).toBe(0)
  })

  test('of the canary counts nothing, under its key or in its value', () => {
    expect(effect({ content_id: canaryContentId }, {}, canaryContentId)).toMatchObject({ change: null, canary: true })
    expect(eventEffect(bytes(canaryContentId), null, {})).toMatchObject({ change: null, canary: true })
  })

  test('without content lives under a null key', () => {
    expect(life(effect({ content_id: null }, {}, null))).toBe(1)
    expect(life(eventEffect(null, bytes({ ...event, content_id: null }), {}))).toBe(1)
  })

  test('that the enricher will refuse counts nothing', () => {
    expect(life(eventEffect(bytes(content), Buffer.from('not json'), {}))).toBe(0)
    expect(life(eventEffect(bytes(content), null, {}))).toBe(0)
    expect(life(effect({ event_type: 'sing' }))).toBe(0)
    expect(life(effect({ content_id: 'x' }))).toBe(0)
    expect(life(effect({}, {}, '99999999-2222-8333-9444-555555555555'))).toBe(0)
  })

  test('counts the same by its usual shape as by parsing it in full, whatever its texts hold', () => {
    const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values)
    fc.assert(
      fc.property(
        fc.record({
          id: fc.nat(),
          event_type: nullable(fc.constantFrom(...eventTypes, 'other')),
          duration_ms: nullable(fc.integer()),
          device: nullable(fc.string({ unit: 'binary' })),
          raw_payload: nullable(
            fc.oneof(fc.string({ unit: 'binary' }), fc.json({ maxDepth: 1 }), fc.constant('{"__op":"d"}')),
          ),
          __op: fc.constantFrom('c', 'r', 'u', 'd', 'x'),
        }),
        (change) => {
          const whole = { ...event, ...change }
          const parsed = eventChangeSchema.safeParse(JSON.parse(JSON.stringify(whole)))
          const wanted = !parsed.success ? 0 : parsed.data.__op === 'd' ? -1 : 1
          expect(life(effect(change))).toBe(wanted)
          // The same fields in another order never fit the usual shape.
          const turned = Object.fromEntries(Object.entries(whole).reverse())
          expect(life(eventEffect(bytes(content), bytes(turned), {}))).toBe(wanted)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('of a megabyte is read too', () => {
    expect(life(effect({ raw_payload: '"'.repeat(1_000_000) }))).toBe(1)
  })
})

describe('a record of the enriched topic', () => {
  const enriched = {
    event_id: 1,
    content_id: content,
    user_id: null,
    event_type: 'play',
    event_ts: '2026-11-23T21:10:16.764944Z',
    duration_ms: 1000,
    device: 'ios',
    content_type: 'podcast',
    length_seconds: 60,
    engagement_seconds: '1.00',
    engagement_pct: '0.02',
    committed_ms: 1,
    enriched_ms: 2,
    source_lsn: 3,
  }
  const of = (change: object) => enrichedEffect(bytes(content), bytes({ ...enriched, ...change }))

  test('says that its event lives, and a correction or a deletion is told apart', () => {
    expect(of({})).toEqual({ change: { id: 1, lsn: 3, lives: true }, correction: false, canary: false })
    expect(of({ correction: true })).toEqual({
      change: { id: 1, lsn: 3, lives: true },
      correction: true,
      canary: false,
    })
    expect(of({ deleted: true })).toMatchObject({ change: { lives: false }, correction: false })
    expect(life(of({ correction: true, deleted: true }))).toBe(-1)
  })

  test('is not fooled by texts that look like marks', () => {
    expect(life(of({ device: '"deleted":true,"correction":true' }))).toBe(1)
  })

  test('of the canary, without value or without an event counts nothing', () => {
    expect(of({ content_id: canaryContentId })).toMatchObject({ change: null, canary: true })
    expect(life(enrichedEffect(bytes(content), null))).toBe(0)
    expect(life(enrichedEffect(null, Buffer.from('not json')))).toBe(0)
    expect(life(enrichedEffect(null, bytes({ hello: 1 })))).toBe(0)
  })
})

test.each([
  ['100,000 arrays', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['100,000 objects', '{"id":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
  ['a deep field', JSON.stringify(event).replace('"ios"', '['.repeat(100_000) + ']'.repeat(100_000))],
  ["keys of a program's own objects", '{"__proto__":{"id":1},"constructor":2}'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d])],
])('a record of %s counts nothing and stops nobody', (_what, value) => {
  expect(life(eventEffect(bytes(content), Buffer.from(value), {}))).toBe(0)
  expect(life(enrichedEffect(bytes(content), Buffer.from(value)))).toBe(0)
})
