import { expect, test } from 'vitest'
import { canaryContentId, type EnrichedEvent } from '../../../contract/pipeline'
import { placeOf } from '../../pipeline/leaderboard/leaderboardScores'
import { foldBoard } from './boardFold'

const minute = Date.UTC(2026, 10, 25, 12)
const a = '6f1c1b0e-3a44-4c5e-9a8e-0f3c2d1b0a99'
const b = '7f1c1b0e-3a44-4c5e-9a8e-0f3c2d1b0a99'

function record(event_id: number, changes: Partial<EnrichedEvent> = {}): Buffer {
  const full: EnrichedEvent = {
    event_id,
    content_id: a,
    user_id: null,
    event_type: 'play',
    event_ts: new Date(minute + 1_000).toISOString(),
    duration_ms: 1_230,
    device: null,
    content_type: null,
    length_seconds: null,
    engagement_seconds: '1.23',
    engagement_pct: null,
    committed_ms: minute + 1_010,
    enriched_ms: minute + 1_020,
    source_lsn: 1,
    ...changes,
  }
  return Buffer.from(JSON.stringify(full))
}

function folded(records: readonly (Buffer | null)[], contents: readonly string[] = [a]) {
  const fold = foldBoard(new Map([[minute, contents]]))
  for (const value of records) fold.add(value)
  const sums = fold.sums()
  return { ...Object.fromEntries(contents.map((id) => [id, sums.get(placeOf(minute, id))])), seen: [...fold.seen()] }
}
const exactly = (cents: number): { least: number; most: number } => ({ least: cents, most: cents })
const at = (ms: number): { event_ts: string } => ({ event_ts: new Date(minute + ms).toISOString() })

test('adds each event of the minute once, by its first record', () => {
  const twice = [record(1), record(2, { engagement_seconds: '0.07' }), record(1, { engagement_seconds: '9.99' })]
  expect(folded(twice)).toEqual({ [a]: exactly(130), seen: [1, 2] })
  expect(folded([record(1), record(2, { content_id: b })], [a, b])).toMatchObject({
    [a]: exactly(123),
    [b]: exactly(123),
  })
})

test('passes over what does not score there', () => {
  const others = [
    record(1, at(-1)),
    record(2, at(60_000)),
    record(3, { engagement_seconds: null }),
    record(4, { content_id: b }),
    record(5, { content_id: canaryContentId }),
    Buffer.from(`{"content_id":"${a}"}`),
    Buffer.from(a),
    Buffer.from('{}'),
    null,
  ]
  expect(folded(others)).toEqual({ [a]: exactly(0), seen: [1, 2, 3] })
})

test('reads a record however it is written', () => {
  const spaced = Buffer.from(JSON.stringify(JSON.parse(record(1).toString('utf8')), null, 1))
  expect(folded([spaced])).toEqual({ [a]: exactly(123), seen: [1] })
  const quoting = record(2, { device: `"content_id":"${b}"` })
  expect(folded([quoting])).toEqual({ [a]: exactly(123), seen: [2] })
})

test('a change of an event that was told takes nothing back and adds nothing', () => {
  const changed = [
    record(1),
    record(1, { correction: true, engagement_seconds: '5.00' }),
    record(1, { deleted: true }),
    record(1, { snapshot: true, engagement_seconds: '5.00' }),
  ]
  expect(folded(changed)).toMatchObject({ [a]: exactly(123) })
})

test('a change of an event that was not told leaves its content out, in its minute', () => {
  expect(folded([record(1, { correction: true })])).toMatchObject({ [a]: null })
  expect(folded([record(1, { deleted: true })])).toMatchObject({ [a]: null })
  expect(folded([record(1, { deleted: true, ...at(-60_000) }), record(2)])).toMatchObject({ [a]: exactly(123) })
})

test('what may have scored, and may not, is a room and no sum', () => {
  expect(folded([record(1), record(2, { snapshot: true })])).toMatchObject({ [a]: { least: 123, most: 246 } })
  expect(folded([record(1, { committed_ms: minute - 60_000 })])).toMatchObject({ [a]: { least: 0, most: 123 } })
  expect(folded([record(1, { snapshot: true, engagement_seconds: '-0.05' })])).toMatchObject({
    [a]: { least: -5, most: 0 },
  })
})

test('several minutes are added up in one reading, each with contents of its own', () => {
  const next = minute + 60_000
  const fold = foldBoard(
    new Map([
      [minute, [a]],
      [next, [a, b]],
    ]),
  )
  const later = { ...at(60_500), committed_ms: next + 510 }
  const records = [record(1), record(2, later), record(3, { content_id: b }), record(4, { content_id: b, ...later })]
  for (const value of [...records, record(9, { correction: true, content_id: b, ...later })]) fold.add(value)
  expect([...fold.sums()]).toEqual([
    [placeOf(minute, a), exactly(123)],
    [placeOf(next, a), exactly(123)],
    [placeOf(next, b), null],
  ])
  // The third is of a content that is looked at, in another minute.
  expect(fold.seen()).toEqual([1, 2, 3, 4])
})
