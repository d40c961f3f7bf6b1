import { describe, expect, it } from 'vitest'
import type { GroupLag } from '../../../contract/snapshot'
import { furthestBehind } from './lagOf'

const group = (name: string, lag: number, lagMs: number | null): GroupLag => ({
  group: name,
  topic: 'engagement_enriched',
  state: 'Stable',
  members: 1,
  partitions: [],
  lag,
  lagMs,
})

describe('furthestBehind', () => {
  it('is null where no group reads', () => {
    expect(furthestBehind([])).toBeNull()
  })

  it('looks at time before messages: few old ones are worse than many new ones', () => {
    expect(furthestBehind([group('many', 900, 40), group('old', 3, 9000)])?.group).toBe('old')
  })

  it('looks at messages where times are equal or unknown', () => {
    expect(furthestBehind([group('a', 1, null), group('b', 5, null)])?.group).toBe('b')
    expect(furthestBehind([group('a', 7, 60), group('b', 5, 60)])?.group).toBe('a')
  })
})
