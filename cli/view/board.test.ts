import { describe, expect, test } from 'vitest'
import type { ConsoleSnapshot, StackPhase } from '../../contract/snapshot'
import { boardLines, type BoardStyle } from './board'
import { widthOf } from './columns'
import { plainLine } from './plainLine'
import { samplePipeline, sampleSnapshot } from './sampleSnapshot'

const style: BoardStyle = { language: 'en', colour: false, columns: 80, rows: 24 }
const inPhase = (phase: StackPhase, more: Partial<ConsoleSnapshot['stack']> = {}): ConsoleSnapshot => ({
  ...sampleSnapshot,
  stack: { ...sampleSnapshot.stack, ...more, phase },
})
const trouble: ConsoleSnapshot = {
  ...inPhase('degraded'),
  workers: sampleSnapshot.workers.map((worker) => ({
    ...worker,
    state: 'failed',
    restarts: 4,
    failure: { code: 'worker_crash_loop', details: { worker: worker.name, restarts: 4 }, cause: null },
  })),
  notices: [{ id: 'a', at: 1, failure: { code: 'settings_invalid', details: { path: '/d'.repeat(60) }, cause: null } }],
}

describe.each(['en', 'ar'] as const)('in %s', (language) => {
  test.each([
    ['ready', inPhase('ready')],
    ['starting', inPhase('starting')],
    ['without readings', { ...inPhase('ready'), pipeline: null }],
    ['everything in trouble', trouble],
    ['a folder with a long name', inPhase('ready', { dataDir: '/x'.repeat(100) })],
  ])('%s fits 80×24', (_what, snapshot) => {
    for (const colour of [false, true]) {
      const lines = boardLines(snapshot, 5000, { ...style, language, colour })
      expect(lines.length).toBeLessThanOrEqual(24)
      for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(80)
    }
  })
})

test('shows counts, rates, lag, latency and ten ranks; unknown is a dash', () => {
  const board = boardLines(sampleSnapshot, 5000, style)
  const text = board.join('\n')
  expect(text).toMatch(/Events +1,234,567 +1,234,560 +1,234,550 +–/)
  expect(text).toMatch(/per second +200 +199 +198/)
  expect(text).toMatch(/lag +12 +345 +0/)
  expect(text).toMatch(/61\/120 +90\/180 +– +110\/260/)
  expect(board.filter((line) => /^ +\d+ +\d+\.25 /.test(line))).toHaveLength(10)
  expect(text).toContain('9999.25')
})

test('while it starts, each service says what it waits for and how long', () => {
  const services = sampleSnapshot.stack.services.map((service) =>
    service.name === 'connect'
      ? { ...service, state: 'starting' as const, waitingFor: 'dependency_kafka' as const, since: 1000 }
      : service.name === 'postgres'
        ? { ...service, state: 'running' as const, startMs: 312 }
        : service,
  )
  const lines = boardLines(inPhase('starting', { services }), 5000, style)
  expect(lines.find((line) => line.includes('Kafka Connect'))).toMatch(/◐ starting +8083 +4\.0 s +waits for Kafka$/)
  expect(lines.find((line) => line.includes('Postgres '))).toMatch(/● running +5432 +0\.3 s/)
})

test('one plain line tells the same', () => {
  expect(plainLine(sampleSnapshot, 5000, 'en')).toMatch(
    /^00:00:05 ready 5\.0 s \| Postgres 1,234,567 .*enriched 1,234,550 \| ClickHouse – \| 198 per second \| lag 357 \|.*#10 /,
  )
  expect(plainLine({ ...inPhase('starting'), pipeline: samplePipeline }, 5000, 'en')).toContain('starting')
})
