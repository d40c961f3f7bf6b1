import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventChangeSchema } from '../../contract/pipeline'
import { isUsualEvent } from './isUsualEvent'
import { isUtcInstant, utcInstant } from './utcInstant'

const uuid = '6f1c1b0e-3a44-4c5e-9a8e-0f3c2d1b0a99'
const usual = {
  id: 1,
  content_id: uuid,
  user_id: uuid,
  event_type: 'play',
  event_ts: '2026-11-23T21:10:16.764944Z',
  duration_ms: 1_000,
  device: 'ios',
  raw_payload: '{}',
  __op: 'c',
  __table: 'engagement_events',
  __source_ts_ms: 1_795_468_216_769,
  __source_lsn: 29_332_880,
}

/** Values near what a field may be, on both sides of each bound. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, undefined, true, '', 'null', uuid, uuid.toUpperCase(), `${uuid}0`, uuid.slice(1), uuid.replace('-', '0')],
    ...[0, -0, 1, -1, 0.5, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53 - 1, 2 ** 53, 1e300],
    ...['play', 'pause', 'finish', 'click', 'stop', 'c', 'r', 'u', 'd', 't', 'x'],
    ...['2026-02-29T00:00:00Z', '2024-02-29T23:59:59.1Z', '2026-11-23T21:10:16+03:00', '+2026-11-23T21:10:16Z'],
    ...['-2026-11-23T21:10:16Z', '12026-11-23T21:10:16Z', '2026-11-23T21:10:16.Z', '2026-11-23T21:10:16.1234567890Z'],
    ...[[], {}, [uuid], { length: 36 }],
  ),
  fc.jsonValue(),
)
const changed = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...Object.keys(usual)), odd, { maxKeys: 3, noNullPrototype: true }),
    fc.array(fc.constantFrom(...Object.keys(usual)), { maxLength: 1 }),
    fc.dictionary(fc.constantFrom('more', 'id2', 'toString'), fc.jsonValue(), { maxKeys: 1, noNullPrototype: true }),
  )
  .map(([changes, left, more]) => {
    const entries = Object.entries({ ...usual, ...changes, ...more }).filter(([name]) => !left.includes(name))
    // As it comes from JSON: nothing undefined.
    const json: unknown = JSON.parse(JSON.stringify(Object.fromEntries(entries)))
    return json
  })

describe('isUsualEvent', () => {
  it('passes the usual event', () => {
    expect(isUsualEvent(usual)).toBe(true)
  })

  it('passes only what the schema takes as it is, with an instant that stays as it is', () => {
    let passed = 0
    fc.assert(
      fc.property(fc.oneof(changed, fc.jsonValue()), (json) => {
        if (!isUsualEvent(json)) return
        passed += 1
        expect(eventChangeSchema.parse(json)).toEqual(json)
        expect(utcInstant(json.event_ts)).toBe(json.event_ts)
      }),
      { numRuns: 5_000 },
    )
    expect(passed).toBeGreaterThan(100)
  })

  it('passes each single value that the schema takes, unless the instant has to change', () => {
    let agreed = 0
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(usual)), odd, (name, value) => {
        const json: unknown = JSON.parse(JSON.stringify({ ...usual, [name]: value }))
        const parsed = eventChangeSchema.safeParse(json)
        const stays =
          parsed.success && /^\d{4}-.*Z$/.test(parsed.data.event_ts) && utcInstant(parsed.data.event_ts) !== null
        expect(isUsualEvent(json)).toBe(stays)
        agreed += Number(stays)
      }),
      { numRuns: 5_000 },
    )
    expect(agreed).toBeGreaterThan(100)
  })
})

describe('isUtcInstant', () => {
  const digits = (length: number) =>
    fc.string({ unit: fc.integer({ min: 0, max: 9 }).map(String), minLength: length, maxLength: length })
  const near = fc
    .tuple(
      ...[fc.constantFrom('19', '20', '00'), fc.constantFrom('00', '24', '26'), fc.constantFrom('-', '/')],
      ...[fc.constantFrom('00', '01', '02', '11', '12', '13'), fc.constantFrom('-', ' ')],
      ...[fc.constantFrom('00', '01', '28', '29', '30', '31', '32'), fc.constantFrom('T', ' ', 't')],
      ...[fc.constantFrom('00', '23', '24', '2x'), fc.constantFrom(':', '-')],
      ...[digits(2), fc.constantFrom(':', '.'), digits(2)],
      ...[fc.constantFrom('', '.', '.1', '.123456789', '.1234567890', ',1'), fc.constantFrom('Z', 'z', '', '+00:00')],
    )
    .map((parts) => parts.join(''))

  it('is true of nothing that utcInstant would change, and of all of four digits of year that it keeps', () => {
    let kept = 0
    fc.assert(
      fc.property(
        fc.oneof(
          near,
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        ),
        (text) => {
          const stays = utcInstant(text) === text && /^\d{4}-/.test(text) && text.endsWith('Z')
          expect(isUtcInstant(text)).toBe(stays)
          kept += Number(stays)
        },
      ),
      { numRuns: 20_000 },
    )
    expect(kept).toBeGreaterThan(100)
  })
})
