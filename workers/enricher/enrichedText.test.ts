import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contentTypes, enrichedEventSchema, eventTypes } from '../../contract/pipeline'
import { hundredthsText } from './decimals'
import { enrichedText } from './enrichedText'

const uuid = fc.option(fc.uuid())
const decimal = fc.option(fc.integer().map(hundredthsText))
const id = fc.maxSafeNat()
const mark = fc.constantFrom(undefined, true as const)
const length = fc.option(fc.integer())
const event = fc.record({
  event_id: id,
  content_id: uuid,
  user_id: uuid,
  event_type: fc.constantFrom(null, ...eventTypes),
  event_ts: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  duration_ms: length,
  device: fc.option(fc.string({ unit: 'binary' })),
  content_type: fc.constantFrom(null, ...contentTypes),
  length_seconds: length,
  engagement_seconds: decimal,
  engagement_pct: decimal,
  committed_ms: id,
  enriched_ms: id,
  source_lsn: id,
  correction: mark,
  deleted: mark,
  snapshot: mark,
})

it('writes what JSON.stringify writes, of any event', () => {
  fc.assert(
    fc.property(event, (each) => {
      expect(enrichedText(each)).toBe(JSON.stringify(each))
    }),
    { numRuns: 2_000 },
  )
})

it('knows every field of the schema', () => {
  const [whole] = fc.sample(event, { numRuns: 1, seed: 1 })
  const all = { ...whole, correction: true, deleted: true, snapshot: true }
  expect(Object.keys(all).sort()).toEqual(Object.keys(enrichedEventSchema.shape).sort())
})
