import { describe, expect, it } from 'vitest'
import { addSample, growthOf, growthSpanMs, type CountSample } from './growth'

const sample = (at: number, distinct: number): CountSample => ({ at, distinct, raw: distinct + 3, errors: 0 })

describe('growth', () => {
  it('keeps a sample every five seconds and the same array in between', () => {
    const first = addSample([], sample(0, 10))
    expect(addSample(first, sample(4999, 20))).toBe(first)
    expect(addSample(first, sample(5000, 20))).toHaveLength(2)
  })

  it('forgets what is older than a minute', () => {
    let samples: readonly CountSample[] = []
    for (let at = 0; at <= 3 * growthSpanMs; at += 5000) samples = addSample(samples, sample(at, at))
    expect(samples[0]?.at).toBe(2 * growthSpanMs)
  })

  it('tells the change since the oldest sample, also a loss', () => {
    const samples = addSample(addSample([], sample(0, 100)), sample(5000, 150))
    expect(growthOf(samples, sample(6000, 160), 'distinct')).toEqual({ delta: 60, spanMs: 6000 })
    expect(growthOf(samples, sample(6000, 40), 'raw')).toEqual({ delta: -60, spanMs: 6000 })
  })

  it('says nothing before there is something to compare', () => {
    expect(growthOf([], sample(0, 1), 'distinct')).toBeNull()
    expect(growthOf([sample(0, 1)], sample(1000, 9), 'distinct')).toBeNull()
  })
})
