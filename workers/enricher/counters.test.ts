import { expect, it } from 'vitest'
import { createLatencyReservoir } from '../runtime/latency'
import { countCommitted, createCounters } from './counters'
import type { Outgoing, OutgoingKind } from './outgoing'

it('counts what a transaction committed, and the latency of new events only', () => {
  const outgoing = (kind: OutgoingKind, committedMs: number | null): Outgoing => ({
    kind,
    topic: 't',
    partition: 0,
    key: null,
    value: Buffer.alloc(1),
    committedMs,
  })
  const counters = createCounters(createLatencyReservoir(), {
    transaction: () => undefined,
    processing: () => undefined,
  })
  countCommitted(
    counters,
    [outgoing('enriched', 900), outgoing('correction', null), outgoing('dead_letter', null)],
    1_000,
  )
  countCommitted(counters, [], 2_000)
  expect(counters).toMatchObject({ enriched: 2, corrections: 1, deadLetters: 1, transactions: 2, aborts: 0 })
  expect(counters.latency.read()).toEqual({ p50: 100, p99: 100, n: 1 })
})
