import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  canaryContentId,
  contentTypes,
  enrichedEventSchema,
  eventChangeSchema,
  eventTypes,
  type EnrichedEvent,
  type EventChange,
} from '../../contract/pipeline'
import { parseEnriched, readEnriched } from './readEnriched'
import { parseFlat, readFlat } from './readFlat'
import { hash32, textOf } from './rowHash'
import type { ReadEvent, TopicRecord } from './topicRecord'
import { UsualRecord } from './usualRecord'

const id = fc.integer({ min: 0, max: 2 ** 48 })
const lsn = fc.integer({ min: 0, max: 2 ** 48 })
const int32 = fc.integer({ min: -2147483648, max: 2147483647 })
const uuid = fc.uuid()
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null })
/** Plain, escaped, Arabic, and what looks like the record's own end. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', 'ios', 'جهاز', 'a"b\\', '","__op":"d"'),
)
const instant = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
    fc.constantFrom('', '.9', '.764', '.764944', '.999999', '.000001'),
  )
  .map(([at, fraction]) => `${at.toISOString().slice(0, 19)}${fraction}Z`)
const base = {
  content_id: orNull(fc.oneof(uuid, fc.constant(canaryContentId))),
  user_id: orNull(uuid),
  event_type: orNull(fc.constantFrom(...eventTypes)),
  event_ts: instant,
  duration_ms: orNull(int32),
  device: orNull(text),
}

const changes: fc.Arbitrary<EventChange> = fc.record({
  id,
  ...base,
  raw_payload: orNull(text),
  __op: fc.constantFrom('c', 'r', 'u', 'd'),
  __table: fc.constant('engagement_events'),
  __source_ts_ms: fc.integer({ min: 0, max: 2 ** 45 }),
  __source_lsn: lsn,
})
const decimal = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 3_000_000_000 })).map(([negative, hundredths]) => {
  const size = `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`
  return negative ? `-${size}` : size
})
const mark = fc.constantFrom({}, { correction: true as const }, { deleted: true as const }, { snapshot: true as const })
const enriched: fc.Arbitrary<EnrichedEvent> = fc
  .tuple(
    fc.record({
      event_id: id,
      ...base,
      content_type: orNull(fc.constantFrom(...contentTypes)),
      length_seconds: orNull(int32),
      engagement_seconds: orNull(decimal),
      engagement_pct: orNull(decimal),
      committed_ms: fc.integer({ min: 0, max: 2 ** 45 }),
      enriched_ms: fc.integer({ min: 0, max: 2 ** 45 }),
      source_lsn: lsn,
    }),
    mark,
  )
  .map(([event, marked]) => ({ ...event, ...marked }))

const headers = fc.constantFrom({}, { '__debezium.oldkey': 'x' }, { '__debezium.newkey': 'x' })
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

/** All that is told of an event, by its bytes or not, is what the full parser says. */
function expectSame(read: ReadEvent | null, whole: TopicRecord | null): void {
  if (read === null || whole === null) {
    expect(read).toBe(whole)
    return
  }
  expect(read.record()).toEqual(whole)
  const { id, meaning, version, eventMs, derived } = whole
  expect(read).toMatchObject({ id, meaning, version, eventMs, enrichedMs: derived?.enrichedMs ?? null })
  expect(read.hash()).toBe(hash32(textOf(whole)))
  expect(read.isCanary()).toBe(whole.contentId === canaryContentId)
}

test('what is read from the bytes of flat is what the full parser says', () => {
  fc.assert(
    fc.property(changes, headers, (change, header) => {
      expect(eventChangeSchema.safeParse(change).success).toBe(true)
      expectSame(readFlat(bytes(change), header), parseFlat(bytes(change), header))
    }),
    { numRuns: 500 },
  )
})

test('what is read from the bytes of enriched is what the full parser says', () => {
  fc.assert(
    fc.property(enriched, (event) => {
      expect(enrichedEventSchema.safeParse(event).success).toBe(true)
      expectSame(readEnriched(bytes(event)), parseEnriched(bytes(event)))
    }),
    { numRuns: 500 },
  )
})

const usual = {
  id: 7,
  content_id: '00000000-0000-4000-8000-00000000000a',
  user_id: '00000000-0000-4000-8000-00000000000b',
  event_type: 'play',
  event_ts: '2026-11-23T21:10:16.764944Z',
  duration_ms: 1_000,
  device: 'ios',
  raw_payload: '{"a":"\\",\\"__op\\":\\"d\\""}',
  __op: 'c',
  __table: 'engagement_events',
  __source_ts_ms: 1_795_468_216_769,
  __source_lsn: 29_332_880,
}

test('the usual record needs no full parser, whatever its payload looks like', () => {
  const read = readFlat(bytes(usual), {})
  expect(read).toBeInstanceOf(UsualRecord)
  expectSame(read, parseFlat(bytes(usual), {}))
  expect(read).toMatchObject({ id: 7, meaning: 'new', version: 58_665_760 })
})

test('an enriched record, as the enricher writes it, needs none either', () => {
  const event = {
    ...{ event_id: 7, content_id: usual.content_id, user_id: null, event_type: 'play', event_ts: usual.event_ts },
    ...{ duration_ms: 1_000, device: 'ios', content_type: 'video', length_seconds: 20, engagement_seconds: '1.00' },
    ...{
      engagement_pct: '0.05',
      committed_ms: 1_795_468_216_769,
      enriched_ms: 1_795_468_216_800,
      source_lsn: 29_332_880,
    },
  }
  const read = readEnriched(bytes(event))
  expect(read).toBeInstanceOf(UsualRecord)
  expectSame(read, parseEnriched(bytes(event)))
})

test('an event that moved to another content is told by headers: its delete says nothing, its create is a correction', () => {
  expect(readFlat(bytes({ ...usual, __op: 'd' }), { '__debezium.newkey': 'x' })).toBeNull()
  expect(readFlat(bytes({ ...usual, __op: 'd' }), {})?.meaning).toBe('deleted')
  expect(readFlat(bytes(usual), { '__debezium.oldkey': 'x' })?.meaning).toBe('correction')
})

test('what is no event says nothing', () => {
  for (const value of ['', 'no json', '{}', '{"id":1}', '[]', '{"id":-1']) {
    expect(readFlat(Buffer.from(value), {}), value).toBeNull()
    expect(readEnriched(Buffer.from(value)), value).toBeNull()
  }
  expect(readFlat(null, {})).toBeNull()
  expect(readEnriched(null)).toBeNull()
})
