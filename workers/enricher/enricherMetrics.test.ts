import { describe, expect, it } from 'vitest'
import { parseOpenMetrics } from '../../tests/support/openMetrics'
import { enricherMetrics, type MeasuredEnricher } from './enricherMetrics'

describe('enricher metrics', () => {
  const stats = {
    enriched: 12,
    deadLetters: 2,
    corrections: 3,
    held: 4,
    forgotten: 5,
    transactions: 6,
    aborts: 7,
    contents: 8,
    partitions: [0, 3],
    commitToEnriched: null,
    lastError: null,
  }

  it('says what the statistics say, with help for each family', async () => {
    let now: MeasuredEnricher | null = {
      stats,
      lag: new Map([
        [0, 10],
        [3, 0],
      ]),
    }
    const { registry, times } = enricherMetrics(() => now)
    times.transaction(0.03)
    times.processing(2)
    const families = parseOpenMetrics(await registry.metrics())
    const samples = new Map([...families.values()].flatMap((family) => [...family.samples]))
    expect(Object.fromEntries([...samples].filter(([name]) => !name.includes('_bucket')))).toEqual({
      'marsad_enricher_events_total{kind="enriched"}': 9,
      'marsad_enricher_events_total{kind="correction"}': 3,
      'marsad_enricher_events_total{kind="dead_letter"}': 2,
      marsad_enricher_transactions_total: 6,
      marsad_enricher_aborts_total: 7,
      marsad_enricher_forgotten_events_total: 5,
      marsad_enricher_held_events: 4,
      marsad_enricher_contents: 8,
      'marsad_enricher_lag_offsets{partition="0"}': 10,
      'marsad_enricher_lag_offsets{partition="3"}': 0,
      marsad_enricher_transaction_seconds_sum: 0.03,
      marsad_enricher_transaction_seconds_count: 1,
      marsad_enricher_processing_seconds_sum: 2,
      marsad_enricher_processing_seconds_count: 1,
    })
    expect(samples.get('marsad_enricher_transaction_seconds_bucket{le="0.025"}')).toBe(0)
    expect(samples.get('marsad_enricher_transaction_seconds_bucket{le="0.05"}')).toBe(1)
    for (const { help } of families.values()) expect(help.length).toBeGreaterThan(10)

    // A partition that was given away is no longer told of; scraping twice counts nothing twice.
    now = { stats, lag: new Map([[3, 1]]) }
    const again = await registry.metrics()
    expect(again).not.toContain('partition="0"')
    expect(again).toContain('marsad_enricher_transactions_total 6\n')
  })
})
