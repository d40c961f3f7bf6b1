import { reasonsText } from '../../contract/messages/message'
import { expect, test } from 'vitest'
import type { TopicEvidence } from './findRecords'
import { judge, type Evidence } from './judge'
import type { TopicRecord } from './topicRecord'

const row = {
  id: 7,
  content_id: 'c',
  user_id: null,
  event_type: 'play',
  event_ts: '2026-11-23T21:10:16.764944Z',
  event_ms: 5_000,
  duration_ms: 1_000,
  device: 'ios',
  raw_payload: null,
} as const
const flatRecord: TopicRecord = {
  id: 7,
  meaning: 'new',
  version: 20,
  contentId: 'c',
  userId: null,
  eventType: 'play',
  eventMs: 5_000,
  durationMs: 1_000,
  device: 'ios',
  derived: null,
}
const derived = { contentType: 'video', lengthSeconds: 10, seconds: 100, pct: 10, committedMs: 1, enrichedMs: 2 }
const told = (record: TopicRecord, more: Partial<TopicEvidence> = {}): TopicEvidence => ({
  newest: record,
  first: record,
  changed: false,
  news: 1,
  deletions: 0,
  ...more,
})
const warehouse = {
  id: 7,
  content_id: 'c',
  user_id: null,
  event_type: 'play',
  event_ms: 5_000,
  duration_ms: 1_000,
  device: 'ios',
  content_type: 'video',
  length_seconds: 10,
  seconds: 100,
  pct: 10,
  committed_ms: 1,
  version: 20,
}
const right: Evidence = {
  id: 7,
  row,
  flat: told(flatRecord),
  enriched: told({ ...flatRecord, derived }),
  warehouse,
  deadLetter: null,
  outOfReach: { flat: false, enriched: false },
}
const findings = (change: Partial<Evidence>): string[] =>
  judge({ ...right, ...change }).map(({ kind, store, reasons }) => `${kind} ${store}: ${reasonsText(reasons, 'en')}`)

test('an event that is the same everywhere is right', () => {
  expect(findings({})).toEqual([])
})

test('a lost event is told once, by the first store that lacks it', () => {
  expect(findings({ flat: null, enriched: null, warehouse: null })).toEqual([
    'lost flat: not captured: stopped before the connector wrote it to engagement_events.flat; not in enriched, clickhouse either',
  ])
  expect(findings({ enriched: null, warehouse: null })[0]).toMatch(
    /^lost enriched: not enriched.*; not in clickhouse either$/,
  )
  expect(findings({ warehouse: null })).toEqual([
    'lost clickhouse: not stored: stopped between engagement_enriched and ClickHouse',
  ])
})

test('a deletion that should not be there is a loss that says so', () => {
  const deleted = told({ ...flatRecord, meaning: 'deleted', derived }, { deletions: 1 })
  expect(findings({ enriched: deleted, warehouse: null })[0]).toContain('its newest record there says deleted')
})

test('a dead letter is not lost, and what a topic no longer reaches is not missed there', () => {
  expect(findings({ enriched: null, warehouse: null, deadLetter: 'not_an_event' })).toEqual([])
  expect(findings({ flat: null, enriched: null, outOfReach: { flat: true, enriched: true } })).toEqual([])
  expect(
    findings({ flat: null, enriched: null, warehouse: null, outOfReach: { flat: true, enriched: true } }),
  ).toHaveLength(1)
})

test('altered: the store that went wrong is named, not those that it passed it on to', () => {
  const stale = { ...flatRecord, durationMs: 5 }
  expect(findings({ warehouse: { ...warehouse, duration_ms: 5 } })).toEqual([
    'altered clickhouse: duration_ms 5 instead of 1000',
  ])
  expect(
    findings({
      flat: told(stale),
      enriched: told({ ...stale, derived }),
      warehouse: { ...warehouse, duration_ms: 5 },
    }),
  ).toEqual(['altered flat: duration_ms 5 instead of 1000'])
  expect(findings({ enriched: told({ ...stale, derived }), warehouse: { ...warehouse, duration_ms: 6 } })).toEqual([
    'altered enriched: duration_ms 5 instead of 1000',
    'altered clickhouse: duration_ms 6 instead of 1000',
  ])
})

test('what the enricher added is compared between its record and ClickHouse', () => {
  expect(findings({ warehouse: { ...warehouse, seconds: 101, content_type: null } })).toEqual([
    'altered clickhouse: content_type null instead of "video"; engagement_seconds 1.01 instead of 1',
  ])
})

test('an event that Postgres does not have is a ghost of the last store that holds it', () => {
  expect(findings({ row: null })).toEqual([
    'altered clickhouse: no such event in Postgres (held by flat, enriched, clickhouse)',
  ])
  expect(findings({ row: null, warehouse: null, enriched: null })).toEqual([
    'altered flat: no such event in Postgres (held by flat)',
  ])
  const deleted = told({ ...flatRecord, meaning: 'deleted' }, { deletions: 1 })
  expect(findings({ row: null, flat: deleted, enriched: deleted, warehouse: null })).toEqual([])
})

test('doubled: told as new more often than deletions explain', () => {
  expect(findings({ enriched: told({ ...flatRecord, derived }, { news: 2 }) })).toEqual([
    'doubled enriched: told as new 2 times',
  ])
  expect(findings({ flat: told(flatRecord, { news: 2, deletions: 1 }) })).toEqual([])
})
