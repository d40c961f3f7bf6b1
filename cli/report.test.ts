import { expect, test } from 'vitest'
import type { ReportRead } from '../contract/workers'
import { buildReport, isDrained, reportSchema } from './report'
import { sampleCounts } from './view/sampleCounts'
import { sampleSnapshot } from './view/sampleSnapshot'

const figures: ReportRead = {
  topics: [{ name: 'engagement_enriched', partitions: 4, messages: 10 }],
  counts: sampleCounts,
  leaderboard: [{ rank: 1, content_id: 'c', title: 't', seconds: 1.5 }],
  latency_ms: { commit_to_enriched: { p50: 1, p99: 2, n: 3 }, commit_to_clickhouse: null, commit_to_leaderboard: null },
}

test('the report has the fields of the promise, and nothing more', () => {
  const report = buildReport(sampleSnapshot, figures, true)
  expect(Object.keys(report)).toEqual([
    'ready',
    'ready_ms',
    'services',
    'topics',
    'counts',
    'leaderboard',
    'latency_ms',
  ])
  expect(reportSchema.parse(report)).toMatchObject({ ready: true, ready_ms: 7100, counts: { flat: 10 } })
  expect(Object.keys(report.services[0] ?? {})).toEqual(['name', 'state', 'version', 'start_ms'])
})

test('a start that failed is reported without figures', () => {
  expect(reportSchema.parse(buildReport(sampleSnapshot, null, false))).toMatchObject({
    ready: false,
    counts: null,
    topics: [],
  })
})

test('drained means all four counts are known and equal', () => {
  expect(isDrained(figures)).toBe(true)
  for (const name of ['postgres_events', 'flat', 'enriched', 'clickhouse_distinct'] as const) {
    for (const value of [9, null]) {
      expect(isDrained({ counts: { ...figures.counts, [name]: value } }), `${name} ${String(value)}`).toBe(false)
    }
  }
})
