import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canaryContentId, type EnrichedEvent } from '../../contract/pipeline'
import { scoreBatch } from './scoreBatch'

const now = Date.parse('2026-11-24T12:00:30Z')
const a = '6f1c1b0e-3a44-4c5e-9a8e-0f3c2d1b0a99'
const b = '7f1c1b0e-3a44-4c5e-9a8e-0f3c2d1b0a99'

function event(changes: Partial<EnrichedEvent> = {}): Buffer {
  const full: EnrichedEvent = {
    event_id: 1,
    content_id: a,
    user_id: null,
    event_type: 'play',
    event_ts: new Date(now).toISOString(),
    duration_ms: 1_230,
    device: null,
    content_type: null,
    length_seconds: null,
    engagement_seconds: '1.23',
    engagement_pct: null,
    committed_ms: now - 10,
    enriched_ms: now,
    source_lsn: 1,
    ...changes,
  }
  return Buffer.from(JSON.stringify(full))
}

const ago = (ms: number): { event_ts: string } => ({ event_ts: new Date(now - ms).toISOString() })
const flat = (batch: ReturnType<typeof scoreBatch>): [string, string, number][] =>
  batch.minutes.flatMap(({ minuteMs, events }) =>
    events.map(({ contentId, cents }): [string, string, number] => [
      new Date(minuteMs).toISOString().slice(11, 16),
      contentId,
      cents,
    ]),
  )

describe('scoreBatch', () => {
  it('goes by the minute of event_ts, and tells each event by its id', () => {
    const batch = scoreBatch(
      [
        event(),
        event({ event_id: 2, engagement_seconds: '0.07' }),
        event({ event_id: 3, content_id: b }),
        event({ event_id: 4, ...ago(31_000) }),
      ],
      now,
    )
    expect(flat(batch)).toEqual([
      ['11:59', a, 123],
      ['12:00', a, 123],
      ['12:00', a, 7],
      ['12:00', b, 123],
    ])
    expect(batch.minutes[1]?.events.map(({ eventId }) => eventId)).toEqual([1, 2, 3])
    expect(batch.committedMs).toHaveLength(4)
  })

  it('reads amounts exactly, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -500, max: 10_000_000 }), { maxLength: 50 }), (amounts) => {
        const text = (amount: number): string =>
          `${amount < 0 ? '-' : ''}${Math.floor(Math.abs(amount) / 100)}.${String(Math.abs(amount) % 100).padStart(2, '0')}`
        const batch = scoreBatch(
          amounts.map((amount, index) => event({ event_id: index + 1, engagement_seconds: text(amount) })),
          now,
        )
        expect(batch.minutes[0]?.events.map(({ cents }) => cents) ?? []).toEqual(amounts)
      }),
    )
  })

  it('never scores a correction or a deletion', () => {
    const batch = scoreBatch([event({ correction: true }), event({ deleted: true })], now)
    expect([flat(batch), batch.past, batch.future]).toEqual([[], [], []])
  })

  it('goes by the first record of an event, whichever minute a later one tells', () => {
    const again = { snapshot: true as const, engagement_seconds: '9.00' }
    const batch = scoreBatch(
      [
        event(),
        event({ ...again, ...ago(180_000) }),
        event({ event_id: 2, ...ago(61 * 60_000) }),
        event({ event_id: 2, ...again }),
        event({ event_id: 3, ...ago(-121_000) }),
        event({ event_id: 3, ...again }),
      ],
      now,
    )
    expect(flat(batch)).toEqual([['12:00', a, 123]])
    expect([batch.past, batch.future]).toEqual([[2], [3]])
  })

  it('counts what lies outside every window, and scores what lies at its edge', () => {
    const batch = scoreBatch(
      [
        event({ event_id: 1, ...ago(60 * 60_000) }),
        event({ event_id: 2, ...ago(61 * 60_000) }),
        event({ event_id: 3, event_ts: '0001-01-01T00:00:00Z' }),
        event({ event_id: 4, event_ts: '-0044-03-15T00:00:00Z' }),
        event({ event_id: 5, ...ago(-119_000) }),
        event({ event_id: 6, ...ago(-121_000) }),
        event({ event_id: 7, event_ts: '12026-01-01T00:00:00Z' }),
      ],
      now,
    )
    expect(flat(batch).map(([minute]) => minute)).toEqual(['11:00', '12:02'])
    expect([batch.past, batch.future]).toEqual([
      [2, 3, 4],
      [6, 7],
    ])
  })

  it('scores what was read from the table, which tells nothing of latency', () => {
    const batch = scoreBatch([event({ snapshot: true })], now)
    expect([flat(batch), batch.committedMs]).toEqual([[['12:00', a, 123]], []])
  })

  it('scores zero seconds, but nothing without seconds or content', () => {
    const batch = scoreBatch(
      [
        event({ content_id: b, engagement_seconds: '0.00' }),
        event({ engagement_seconds: null }),
        event({ content_id: null }),
      ],
      now,
    )
    expect(flat(batch)).toEqual([['12:00', b, 0]])
  })

  it('scores a canary while it proves a start, and not when a rebuild meets it again', () => {
    const canary = { content_id: canaryContentId, engagement_seconds: '0.00' }
    const batch = (committed_ms: number) => flat(scoreBatch([event({ ...canary, committed_ms })], now))
    expect(batch(now - 1_000)).toHaveLength(1)
    expect(batch(now - 120_000)).toEqual([])
  })

  it('passes over what it cannot read, and says so', () => {
    const batch = scoreBatch([null, Buffer.from('{'), Buffer.from('{}'), event()], now)
    expect(batch.invalid).toHaveLength(3)
    expect(flat(batch)).toHaveLength(1)
  })
})
