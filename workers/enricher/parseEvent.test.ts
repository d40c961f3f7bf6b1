import { describe, expect, it } from 'vitest'
import { parseEvent } from './parseEvent'

const contentId = '6f1c1b0e-3a44-4c5e-9a8e-0f3c2d1b0a99'
const row = {
  id: 1,
  content_id: contentId,
  user_id: null,
  event_type: 'play',
  event_ts: '2026-11-23T21:10:16.764944Z',
  duration_ms: 1000,
  device: 'ios',
  raw_payload: '{}',
  __op: 'c',
  __table: 'engagement_events',
  __source_ts_ms: 1795468216769,
  __source_lsn: 29332880,
}

function record(changes: Record<string, unknown> = {}, key: string | null = `"${contentId}"`, headers = {}) {
  return {
    key: key === null ? null : Buffer.from(key),
    value: Buffer.from(JSON.stringify({ ...row, ...changes })),
    headers,
  }
}

function meaning(changes: Record<string, unknown>, headers = {}): string {
  const parsed = parseEvent(record(changes, `"${contentId}"`, headers))
  return parsed.kind === 'change' ? parsed.meaning : parsed.kind
}

describe('parseEvent', () => {
  it('tells what a change means', () => {
    expect(meaning({ __op: 'c' })).toBe('new')
    expect(meaning({ __op: 'r' })).toBe('snapshot')
    expect(meaning({ __op: 'u' })).toBe('correction')
    expect(meaning({ __op: 'd', __deleted: 'true' })).toBe('deleted')
  })

  it('follows an event that changes its content: the delete is silent, the create a correction', () => {
    expect(meaning({ __op: 'd' }, { '__debezium.newkey': Buffer.from('{}') })).toBe('silent')
    expect(meaning({ __op: 'c' }, { '__debezium.oldkey': Buffer.from('{}') })).toBe('correction')
  })

  it('passes over a tombstone', () => {
    expect(parseEvent({ key: Buffer.from(`"${contentId}"`), value: null, headers: {} })).toEqual({ kind: 'silent' })
  })

  it('accepts an event without content, with any way to write no key', () => {
    for (const key of [null, 'null']) {
      expect(parseEvent(record({ content_id: null }, key))).toMatchObject({
        kind: 'change',
        change: { content_id: null },
      })
    }
  })

  it('puts event_ts into UTC', () => {
    expect(parseEvent(record({ event_ts: '2026-11-23T23:10:16.764944+02:00' }))).toMatchObject({
      change: { event_ts: '2026-11-23T21:10:16.764944Z' },
    })
  })

  it('refuses what is not JSON', () => {
    expect(parseEvent({ key: null, value: Buffer.from('{"id":'), headers: {} })).toMatchObject({
      kind: 'invalid',
      reason: 'not_json',
    })
  })

  it.each([
    ['a missing id', { id: undefined }],
    ['an id that is text', { id: '1' }],
    ['an unknown type', { event_type: 'skip' }],
    ['a fraction of a millisecond', { duration_ms: 1.5 }],
    ['a duration beyond 32 bits', { duration_ms: 2 ** 31 }],
    ['a day that does not exist', { event_ts: '2026-02-30T00:00:00Z' }],
    ['a content id that is no UUID', { content_id: 'x' }],
    ['an unknown operation', { __op: 't' }],
  ])('refuses %s and names the field', (_, changes) => {
    const parsed = parseEvent(record(changes))
    expect(parsed).toMatchObject({ kind: 'invalid', reason: 'not_an_event' })
    expect(parsed).toHaveProperty('detail', expect.stringContaining(Object.keys(changes)[0] ?? ''))
  })

  it('refuses a key of another content', () => {
    for (const key of [`"${contentId.replace('6', '7')}"`, 'null', null, 'plain']) {
      expect(parseEvent(record({}, key))).toMatchObject({ kind: 'invalid', reason: 'key_mismatch' })
    }
  })
})
