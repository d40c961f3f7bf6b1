import { expect, test } from 'vitest'
import { groupLag } from './groupLag'
import type { PartitionView } from './tally/tally'

const group = { group: 'g', topic: 'engagement_enriched', state: 'Stable', members: 1 } as const
const view = (over: Partial<PartitionView>): PartitionView => ({
  partition: 0,
  low: 0,
  high: 100,
  lastRecord: 98,
  caughtUp: true,
  ...over,
})
const at = (times: Readonly<Record<number, number>>) => (_partition: number, offset: number) => times[offset] ?? null

test('where only a marker is left there is no lag, and so no age', () => {
  const lag = groupLag(group, [view({})], new Map([[0, 99]]), at({}), 5_000)
  expect(lag).toMatchObject({ lag: 0, lagMs: 0, partitions: [{ partition: 0, committed: 99, lag: 0 }] })
})

test('a group that has committed nothing is behind by all that is still there', () => {
  const lag = groupLag(group, [view({ low: 40 })], new Map(), at({ 40: 1_000 }), 5_000)
  expect(lag).toMatchObject({ lag: 60, lagMs: 4_000, partitions: [{ committed: null, lag: 60 }] })
})

test('the age is that of the oldest unread record of all partitions', () => {
  const views = [view({}), view({ partition: 1 })]
  const committed = new Map([
    [0, 90],
    [1, 50],
  ])
  expect(groupLag(group, views, committed, at({ 90: 4_000, 50: 1_500 }), 5_000)).toMatchObject({
    lag: 60,
    lagMs: 3_500,
  })
  expect(groupLag(group, views, committed, at({ 90: 4_000 }), 5_000).lagMs).toBeNull()
})

test('before the log has been read to its end, offsets are all that is known', () => {
  expect(groupLag(group, [view({ caughtUp: false })], new Map([[0, 99]]), at({ 99: 1 }), 2).lag).toBe(1)
})
