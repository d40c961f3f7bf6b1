/** What the enricher shows to a Prometheus: its counts, its lag, and how long its work takes. */
import { Histogram } from 'prom-client'
import type { EnricherStats } from '../../contract/snapshot'
import { liveCounter, liveCounters, liveGauge, liveGauges } from '../runtime/liveMetrics'
import { createMetricsRegistry, type MetricsRegistry } from '../runtime/metricsServer'
import type { WorkTimes } from './counters'

/** The part of the enricher that is read; null while there is none. */
export interface MeasuredEnricher {
  readonly stats: EnricherStats
  /** Offsets not enriched yet, by input partition. */
  readonly lag: ReadonlyMap<number, number>
}

/** From a few records at rest to a full fetch on a busy machine, in seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function enricherMetrics(read: () => MeasuredEnricher | null): {
  registry: MetricsRegistry
  times: WorkTimes
} {
  const registry = createMetricsRegistry()
  const of = (figure: (stats: EnricherStats) => number) => (): number => {
    const now = read()
    return now === null ? 0 : figure(now.stats)
  }
  const kinds = (): [string, number][] => {
    const stats = read()?.stats
    if (stats === undefined) return []
    return [
      ['enriched', stats.enriched - stats.corrections],
      ['correction', stats.corrections],
      ['dead_letter', stats.deadLetters],
    ]
  }
  liveCounters(
    registry,
    {
      name: 'marsad_enricher_events',
      help: 'Records committed since this process began, by what they are.',
      label: 'kind',
    },
    kinds,
  )
  liveCounter(
    registry,
    { name: 'marsad_enricher_transactions', help: 'Transactions committed.' },
    of(({ transactions }) => transactions),
  )
  liveCounter(
    registry,
    {
      name: 'marsad_enricher_aborts',
      help: 'Transactions given up, for whatever reason; their input was or will be read again.',
    },
    of(({ aborts }) => aborts),
  )
  liveCounter(
    registry,
    { name: 'marsad_enricher_forgotten_events', help: 'Held events that fell out of the memory bound uncorrected.' },
    of(({ forgotten }) => forgotten),
  )
  liveGauge(
    registry,
    { name: 'marsad_enricher_held_events', help: 'Events held now because their content is unknown.' },
    of(({ held }) => held),
  )
  liveGauge(
    registry,
    { name: 'marsad_enricher_contents', help: 'Contents known.' },
    of(({ contents }) => contents),
  )
  liveGauges(
    registry,
    {
      name: 'marsad_enricher_lag_offsets',
      help: 'Offsets of the input not enriched yet, markers of transactions counted; owned partitions only.',
      label: 'partition',
    },
    () => [...(read()?.lag ?? [])].map(([partition, lag]) => [String(partition), lag]),
  )
  const transaction = new Histogram({
    name: 'marsad_enricher_transaction_seconds',
    help: 'From the first request of a transaction to the answer of its commit.',
    buckets,
    registers: [registry],
  })
  const processing = new Histogram({
    name: 'marsad_enricher_processing_seconds',
    help: 'Joining the records of one transaction.',
    buckets,
    registers: [registry],
  })
  return {
    registry,
    times: {
      transaction: (seconds) => transaction.observe(seconds),
      processing: (seconds) => processing.observe(seconds),
    },
  }
}
