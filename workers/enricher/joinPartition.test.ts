import { describe, expect, it } from 'vitest'
import { deadLetterSchema, enrichedEventSchema } from '../../contract/pipeline'
import type { FetchedRecord } from '../kafka/wire/committedRecords'
import { keyPartition } from '../kafka/session/keyPartition'
import type { ContentFacts } from './contentTable'
import { createHeldEvents } from './heldEvents'
import { joinPartition, outgoingBound } from './joinPartition'
import type { Outgoing } from './outgoing'

const contentId = '6f1c1b0e-3a44-4c5e-9a8e-0f3c2d1b0a99'

function record(offset: number, changes: Record<string, unknown> = {}): FetchedRecord {
  const row = {
    id: offset,
    content_id: contentId,
    user_id: null,
    event_type: 'play',
    event_ts: '2026-11-23T21:10:16Z',
    duration_ms: 1000,
    device: 'ios',
    raw_payload: '{"long":"text"}',
    __op: 'c',
    __table: 'engagement_events',
    __source_ts_ms: 1_000,
    __source_lsn: 9,
    ...changes,
  }
  const key = JSON.stringify(row.content_id)
  return {
    offset: String(offset),
    timestamp: '0',
    key: Buffer.from(key),
    value: Buffer.from(JSON.stringify(row)),
    headers: {},
    isControlRecord: false,
    batchContext: { producerId: '1', inTransaction: true },
  }
}

function setUp(known: Record<string, ContentFacts> = {}) {
  const table = new Map(Object.entries(known))
  const held = createHeldEvents({ limit: 100, held: 0, forgotten: 0 })
  const join = joinPartition({ table, held, partition: 3, outputs: { enriched: 4, deadLetters: 2 }, now: () => 2_000 })
  return { table, held, join }
}

const event = (outgoing: Outgoing | null) => enrichedEventSchema.parse(JSON.parse(outgoing?.value.toString() ?? 'null'))
const facts: ContentFacts = { contentType: 'video', lengthSeconds: 10 }

describe('joinPartition', () => {
  it('keys by the plain content id, where the Java client would put it', () => {
    const out = setUp({ [contentId]: facts }).join.record(record(1))
    expect(out?.key?.toString()).toBe(contentId)
    expect(out?.partition).toBe(keyPartition(Buffer.from(contentId), 4))
    expect(event(out)).toMatchObject({ event_id: 1, content_type: 'video', engagement_pct: '0.10', enriched_ms: 2_000 })
    expect(out?.committedMs).toBe(1_000)
  })

  it('sends an event of unknown content at once, holds it, and corrects it when the content is there', () => {
    const { table, held, join } = setUp()
    const first = join.record(record(5))
    expect(event(first).content_type).toBeNull()
    expect(event(first).correction).toBeUndefined()
    expect([...held.offsets()]).toEqual([5])
    table.set(contentId, facts)
    const [waited] = held.take(contentId)
    if (waited === undefined) throw new Error('nothing was held')
    expect(waited.change.raw_payload).toBeNull()
    const correction = join.correction(waited)
    expect(event(correction)).toMatchObject({ event_id: 5, content_type: 'video', correction: true, source_lsn: 9 })
    expect([correction.kind, correction.partition, correction.committedMs]).toEqual([
      'correction',
      first?.partition,
      null,
    ])
  })

  it('holds an update of an event whose content is unknown', () => {
    const { held, join } = setUp()
    const out = join.record(record(6, { __op: 'u' }))
    expect([out?.kind, event(out).correction, [...held.offsets()]]).toEqual(['correction', true, [6]])
  })

  it('holds no event without content, and puts it in a fixed partition without a key', () => {
    const { held, join } = setUp()
    const out = join.record(record(1, { content_id: null }))
    expect([out?.key, out?.partition, held.size]).toEqual([null, 3, 0])
  })

  it('does not hold a deleted event, and lets its held versions go', () => {
    const { held, join } = setUp()
    join.record(record(1, { id: 42 }))
    const out = join.record(record(2, { id: 42, __op: 'd' }))
    expect(event(out)).toMatchObject({ event_id: 42, deleted: true })
    expect(held.size).toBe(0)
  })

  it('makes a dead letter with the source position', () => {
    const bad = { ...record(8), value: Buffer.from('{') }
    const out = setUp().join.record(bad)
    expect([out?.kind, out?.topic, out?.partition]).toEqual(['dead_letter', 'engagement_events.dlq', 1])
    expect(deadLetterSchema.parse(JSON.parse(out?.value.toString() ?? ''))).toMatchObject({
      reason: 'not_json',
      topic: 'engagement_events.flat',
      partition: 3,
      offset: '8',
      value_base64: Buffer.from('{').toString('base64'),
    })
  })

  it('makes a dead letter of what would be too large to produce, and stays within its bound', () => {
    for (const changes of [{ device: 'x'.repeat(980_000) }, { device: 'x'.repeat(1_000) }, { id: 'no number' }]) {
      const given = record(9, changes)
      const out = setUp().join.record(given)
      expect(out?.kind).toBe(changes.device?.length === 1_000 ? 'enriched' : 'dead_letter')
      expect(out?.value.length).toBeLessThanOrEqual(Math.min(outgoingBound(given), 950_000))
    }
  })

  it('reads again what was held before: holds what is unknown still, gives back what is known now', () => {
    const { held, join, table } = setUp()
    expect(join.again(record(4))).toBeNull()
    expect([...held.offsets()]).toEqual([4])
    table.set(contentId, facts)
    expect(join.again(record(5))).toMatchObject({ offset: 5 })
    expect(join.again({ ...record(6), value: Buffer.from('{') })).toBeNull()
    expect(join.again(record(7, { __op: 'd' }))).toBeNull()
  })
})
