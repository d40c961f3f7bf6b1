import { describe, expect, it } from 'vitest'
import type { ConsoleSnapshot, PipelineSnapshot } from '../../../contract/snapshot'
import { markStale } from '../../state/markStale'
import * as fixtures from '../../test-support/snapshots'
import { compareCounts, findAttention } from './attention'

function changePipeline(base: ConsoleSnapshot, change: (live: PipelineSnapshot) => PipelineSnapshot): ConsoleSnapshot {
  if (base.pipeline === null) throw new Error('the fixture has a pipeline')
  return { ...base, pipeline: change(base.pipeline) }
}
const ids = (snapshot: ConsoleSnapshot): string[] => findAttention(snapshot).map((finding) => finding.id)

describe('findAttention', () => {
  it('finds nothing when all is well, and nothing while the stack is stopped', () => {
    expect(findAttention(fixtures.ready())).toEqual([])
    expect(findAttention(fixtures.stopped())).toEqual([])
  })

  it('names the dead worker and offers to restart it', () => {
    expect(findAttention(fixtures.enricherDown())).toEqual([
      {
        kind: 'failure',
        id: 'worker-enricher',
        severity: 'fail',
        failure: { code: 'worker_exited', details: { worker: 'enricher', code: 137 }, cause: null },
        log: [],
        repair: { kind: 'restart_worker', worker: 'enricher' },
      },
    ])
  })

  it('keeps the last log lines of a failed service and hides the workers that only suffer from it', () => {
    const base = fixtures.serviceFailed('kafka')
    const snapshot: ConsoleSnapshot = {
      ...base,
      workers: base.workers.map((one) =>
        one.name === 'enricher' || one.name === 'leaderboard' ? { ...one, state: 'backoff' } : one,
      ),
    }
    expect(ids(snapshot)).toEqual(['service-kafka'])
    expect(findAttention(snapshot)[0]).toMatchObject({ log: ['FATAL: could not write block 0'] })
  })

  it('tells of records that were set aside, with the screen that shows them', () => {
    const snapshot = changePipeline(fixtures.ready(), (live) => ({
      ...live,
      tally: fixtures.mapKnown(live.tally, (tally) => ({ ...tally, deadLetters: 3 })),
      clickhouse: fixtures.mapKnown(live.clickhouse, (one) => ({ ...one, errors: 2 })),
    }))
    expect(findAttention(snapshot)).toMatchObject([
      { fact: 'dead_letters', count: 3, repair: { kind: 'open', screen: 'topics' } },
      { fact: 'warehouse_errors', count: 2, repair: { kind: 'open', screen: 'warehouse' } },
    ])
  })

  it('puts what is broken before what only wants a look', () => {
    const snapshot = changePipeline(fixtures.enricherDown(), (live) => ({
      ...live,
      tally: fixtures.mapKnown(live.tally, (tally) => ({ ...tally, deadLetters: 1 })),
    }))
    expect(findAttention(snapshot).map((finding) => finding.severity)).toEqual(['fail', 'warn'])
  })

  it('does not call a part well that could not be read', () => {
    expect(findAttention(fixtures.unknownReadings())).toMatchObject([
      { fact: 'unreadable', part: 'clickhouse', severity: 'warn' },
      { fact: 'unreadable', part: 'redis', severity: 'warn' },
    ])
  })

  it('says so when the observer runs but has been silent', () => {
    const snapshot = markStale(changePipeline(fixtures.ready(), (live) => ({ ...live, at: fixtures.now - 20_000 })))
    expect(ids(snapshot)).toEqual(['observer_silent'])
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
    expect(ids(lost(0))).toEqual(['counts_differ'])
  })
})
