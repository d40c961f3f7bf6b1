import { describe, expect, it } from 'vitest'
import type { ConsoleSnapshot, PipelineSnapshot } from '../../../contract/snapshot'
import * as fixtures from '../../test-support/snapshots'
import { finding, withFindings } from '../../test-support/snapshots'
import { compareCounts, findAttention } from './attention'

function changePipeline(base: ConsoleSnapshot, change: (live: PipelineSnapshot) => PipelineSnapshot): ConsoleSnapshot {
  if (base.pipeline === null) throw new Error('the fixture has a pipeline')
  return { ...base, pipeline: change(base.pipeline) }
}
const factIds = (snapshot: ConsoleSnapshot): string[] => findAttention(snapshot).facts.map(({ id }) => id)
describe('findAttention', () => {
  it('shows what the doctor found, knows nothing before it has looked, and asks nobody while the stack is stopped', () => {
    const found = finding('slot_missing')
    expect(findAttention(withFindings(fixtures.ready(), found))).toEqual({ findings: [found], facts: [] })
    expect(findAttention(fixtures.ready())).toEqual({ findings: null, facts: [] })
    expect(findAttention(withFindings(fixtures.stopped(), found))).toEqual({ findings: [], facts: [] })
  })

  it('tells of records that were set aside, with the screen that shows them, unless the doctor does', () => {
    const snapshot = changePipeline(fixtures.ready(), (live) => ({
      ...live,
      tally: fixtures.mapKnown(live.tally, (tally) => ({ ...tally, deadLetters: 3 })),
      clickhouse: fixtures.mapKnown(live.clickhouse, (one) => ({ ...one, errors: 2 })),
    }))
    expect(findAttention(snapshot).facts).toEqual([
      { id: 'dead_letters', severity: 'warn', count: 3, screen: 'topics' },
      { id: 'warehouse_errors', severity: 'warn', count: 2, screen: 'warehouse' },
    ])
    const told = [finding('records_not_events'), finding('warehouse_refuses_records')]
    expect(factIds(withFindings(snapshot, ...told))).toEqual([])
  })

  it('says that nobody looks when the doctor does not run, and shows nothing that it told before', () => {
    const base = withFindings(fixtures.ready(), finding('slot_missing'))
    const snapshot: ConsoleSnapshot = {
      ...base,
      workers: base.workers.map((one) => (one.name === 'doctor' ? { ...one, state: 'failed' } : one)),
    }
    expect(findAttention(snapshot)).toEqual({
      findings: null,
      facts: [{ id: 'doctor_down', severity: 'fail', count: 0, screen: null }],
    })
  })
})

describe('compareCounts', () => {
  it('agrees only when all four are equal', () => {
    expect(compareCounts(fixtures.ready()).verdict).toBe('agree')
    expect(compareCounts(fixtures.enricherDown()).verdict).toBe('waiting')
    expect(compareCounts(fixtures.unknownReadings()).verdict).toBe('unknown')
  })

  it('speaks of a difference only when nothing moves and nothing waits', () => {
    const lost = (perSecond: number): ConsoleSnapshot =>
      changePipeline(fixtures.ready(perSecond), (live) => ({
        ...live,
        clickhouse: fixtures.mapKnown(live.clickhouse, (one) => ({ ...one, distinct: one.distinct - 1 })),
      }))
    expect(compareCounts(lost(200)).verdict).toBe('moving')
    expect(compareCounts(lost(0)).verdict).toBe('differ')
    expect(factIds(lost(0))).toEqual(['counts_differ'])
    const unreadSlot = changePipeline(lost(0), (live) => ({
      ...live,
      slot: fixtures.mapKnown(live.slot, (slot) => ({ ...slot, active: false })),
    }))
    expect(compareCounts(unreadSlot).verdict).toBe('moving')
    // Where the doctor knows why nothing moves, the events wait for that; and a store behind the four places explains nothing.
    const paused = finding('connector_paused', { severity: 'fail', breaks: ['capture'] })
    expect(compareCounts(withFindings(lost(0), paused)).verdict).toBe('waiting')
    const readOnly = finding('redis_read_only', { severity: 'fail', breaks: ['redis', 'leaderboard'] })
    expect(compareCounts(withFindings(lost(0), readOnly)).verdict).toBe('differ')
  })
})
