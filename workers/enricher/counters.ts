/** What the enricher has done since this process began. */
import type { LatencyReservoir } from '../runtime/latency'
import type { Outgoing } from './outgoing'

/** Take how long a step of each transaction took, in seconds. */
export interface WorkTimes {
  transaction(seconds: number): void
  processing(seconds: number): void
}

export interface Counters {
  enriched: number
  corrections: number
  deadLetters: number
  transactions: number
  /** Transactions given up, for whatever reason; their input was or will be read again. */
  aborts: number
  readonly latency: LatencyReservoir
  readonly times: WorkTimes
  /** Offsets of each owned partition that are not enriched yet, as the latest fetch told. */
  readonly lag: Map<number, number>
}

export function createCounters(latency: LatencyReservoir, times: WorkTimes): Counters {
  return { enriched: 0, corrections: 0, deadLetters: 0, transactions: 0, aborts: 0, latency, times, lag: new Map() }
}

/** Counts a committed transaction. `enriched` counts all records of the output topic, corrections among them. */
export function countCommitted(counters: Counters, records: readonly Outgoing[], now: number): void {
  counters.transactions += 1
  for (const { kind, committedMs } of records) {
    if (kind === 'dead_letter') counters.deadLetters += 1
    else counters.enriched += 1
    if (kind === 'correction') counters.corrections += 1
    if (committedMs !== null) counters.latency.add(now - committedMs)
  }
}
