import { describe, expect, it } from 'vitest'
import { enrichedEventSchema, type EventChange } from '../../contract/pipeline'
import { enrich } from './enrich'

const change: EventChange = {
  id: 7,
  content_id: '6f1c1b0e-3a44-4c5e-9a8e-0f3c2d1b0a99',
  user_id: null,
  event_type: 'finish',
  event_ts: '2026-11-23T21:10:16.764944Z',
  duration_ms: 90_005,
  device: 'web',
  raw_payload: '{"a":1}',
  __op: 'c',
  __table: 'engagement_events',
  __source_ts_ms: 1_000,
  __source_lsn: 5,
}

describe('enrich', () => {
  it('joins the content and keeps the source', () => {
    const event = enrich(change, 'new', { contentType: 'podcast', lengthSeconds: 180 }, 2_000)
    expect(enrichedEventSchema.parse(event)).toEqual({
      event_id: 7,
      content_id: change.content_id,
      user_id: null,
      event_type: 'finish',
      event_ts: '2026-11-23T21:10:16.764944Z',
      duration_ms: 90_005,
      device: 'web',
      content_type: 'podcast',
      length_seconds: 180,
      engagement_seconds: '90.01',
      engagement_pct: '0.50',
      committed_ms: 1_000,
      enriched_ms: 2_000,
      source_lsn: 5,
    })
  })

  it('leaves the content out when it is unknown', () => {
    expect(enrich(change, 'new', undefined, 0)).toMatchObject({
      content_type: null,
      length_seconds: null,
      engagement_seconds: '90.01',
      engagement_pct: null,
    })
  })

  it('marks corrections and deletions, and nothing else', () => {
    expect(enrich(change, 'correction', undefined, 0)).toMatchObject({ correction: true })
    expect(enrich(change, 'deleted', undefined, 0)).toMatchObject({ deleted: true })
    const plain = enrich(change, 'new', undefined, 0)
    expect('correction' in plain || 'deleted' in plain).toBe(false)
  })
})
