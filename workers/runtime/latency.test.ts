import { describe, expect, it } from 'vitest'
import { createLatencyReservoir } from './latency'

describe('latency reservoir', () => {
  it('knows nothing before the first sample', () => {
    expect(createLatencyReservoir().read()).toBeNull()
  })

  it('answers with the nearest rank', () => {
    const reservoir = createLatencyReservoir(1_000)
    for (let ms = 100; ms >= 1; ms -= 1) reservoir.add(ms)
    expect(reservoir.read()).toEqual({ p50: 50, p99: 99, n: 100 })
  })

  it('forgets the oldest sample beyond its capacity', () => {
    const reservoir = createLatencyReservoir(4)
    for (const ms of [1_000, 1_000, 1, 2, 3, 4]) reservoir.add(ms)
    expect(reservoir.read()).toEqual({ p50: 2, p99: 4, n: 4 })
  })

  it('does not let clocks that differ make a negative latency', () => {
    const reservoir = createLatencyReservoir()
    reservoir.add(-5)
    expect(reservoir.read()).toEqual({ p50: 0, p99: 0, n: 1 })
  })
})
