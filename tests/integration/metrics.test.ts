/** The workers' metrics, as a Prometheus scrapes them: docs/observing.md. */
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { readStatus } from '../support/instance'
import { parseOpenMetrics } from '../support/openMetrics'
import { insertContent, insertEvents, openStores, untilConsistent, type Stores } from '../support/pipeline'
import { waitFor } from '../support/waitFor'

let stores: Stores
beforeAll(async () => {
  stores = await openStores(inject('dataDir'))
})
afterAll(() => stores.close())

async function addressOf(worker: 'enricher' | 'leaderboard'): Promise<string> {
  return waitFor(`the address of the metrics of ${worker}`, async () => {
    const { workers } = await readStatus(inject('dataDir'))
    return workers.find(({ name }) => name === worker)?.metrics ?? false
  })
}

/** All samples, by name and labels. */
async function scrape(address: string): Promise<(sample: string) => number> {
  const answer = await fetch(address)
  expect(answer.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
  const families = parseOpenMetrics(await answer.text())
  const samples = new Map([...families.values()].flatMap((family) => [...family.samples]))
  return (sample) => samples.get(sample) ?? Number.NaN
}

it('grow by exactly what was inserted, in the enricher and the leaderboard, and the lag comes to nothing', async () => {
  const [enricher, leaderboard] = await Promise.all([addressOf('enricher'), addressOf('leaderboard')])
  expect(new URL(enricher).hostname).toBe('127.0.0.1')
  const content = await insertContent(stores)
  await untilConsistent(stores)
  const before = { enricher: await scrape(enricher), leaderboard: await scrape(leaderboard) }
  const events = 57
  await insertEvents(
    stores,
    Array.from({ length: events }, (_, index) => ({ contentId: content, durationMs: index })),
  )
  await untilConsistent(stores)
  const enriched = 'marsad_enricher_events_total{kind="enriched"}'
  const applied = 'marsad_leaderboard_records_total{result="applied"}'
  const after = await waitFor('the leaderboard to have applied all', async () => {
    const now = { enricher: await scrape(enricher), leaderboard: await scrape(leaderboard) }
    return now.leaderboard(applied) >= before.leaderboard(applied) + events && now
  })
  expect(after.enricher(enriched) - before.enricher(enriched)).toBe(events)
  expect(after.leaderboard(applied) - before.leaderboard(applied)).toBe(events)
  const grown = (figures: typeof after, sample: string, of: 'enricher' | 'leaderboard'): number =>
    figures[of](sample) - before[of](sample)
  const transactions = grown(after, 'marsad_enricher_transactions_total', 'enricher')
  expect(transactions).toBeGreaterThan(0)
  expect(grown(after, 'marsad_enricher_transaction_seconds_count', 'enricher')).toBe(transactions)
  expect(grown(after, 'marsad_leaderboard_apply_seconds_count', 'leaderboard')).toBeGreaterThan(0)
  await waitFor('no lag', async () => {
    const [of, ofBoard] = [await scrape(enricher), await scrape(leaderboard)]
    return [0, 1, 2, 3].every((partition) => {
      const label = `{partition="${partition}"}`
      return of(`marsad_enricher_lag_offsets${label}`) === 0 && ofBoard(`marsad_leaderboard_lag_offsets${label}`) <= 1
    })
  })
})
