/** A bounded record of latencies: the newest samples only, so that memory stays the same however long a worker runs. */
import type { Latency } from '../../contract/snapshot'

export interface LatencyReservoir {
  /** Adds one sample in milliseconds; a negative one (clocks apart) counts as 0. */
  add(ms: number): void
  /** p50 and p99 (nearest rank) over the samples held; null while there is none. */
  read(): Latency
}

/** @param capacity how many of the newest samples are held. */
export function createLatencyReservoir(capacity = 1_000): LatencyReservoir {
  const samples = new Float64Array(capacity)
  let added = 0
  return {
    add: (ms) => {
      samples[added % capacity] = Math.max(0, ms)
      added += 1
    },
    read: () => {
      const n = Math.min(added, capacity)
      if (n === 0) return null
      const sorted = samples.slice(0, n).sort()
      const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * n) - 1)] ?? 0
      return { p50: rank(0.5), p99: rank(0.99), n }
    },
  }
}
