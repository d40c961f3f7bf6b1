import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLiveCount, type CountSource } from './liveCount'

/** A table in memory whose counting takes `countMs` of the clock. */
function table(countMs: number) {
  const ids = new Set<number>()
  let commits = 0
  let now = 1_000_000
  let counts = 0
  let during: (() => void) | null = null
  const lastId = (): number => Math.max(0, ...ids)
  const source: CountSource<string> = {
    glance: ({ base, past }) => {
      const behind = (id: number): number => [...ids].filter((other) => other > id).length
      return Promise.resolve({
        version: String(commits),
        lastId: behind(Math.min(base, past)) === 0 ? 0 : lastId(),
        sinceBase: behind(base),
        sincePast: behind(past),
      })
    },
    count: () => {
      counts += 1
      now += countMs
      const found = { rows: ids.size, lastId: lastId(), extra: 'extra' }
      during?.()
      during = null
      return Promise.resolve(found)
    },
  }
  return {
    source,
    clock: () => now,
    wait: (ms: number) => {
      now += ms
    },
    insert: (id: number) => {
      ids.add(id)
      commits += 1
    },
    remove: (id: number) => {
      ids.delete(id)
      commits += 1
    },
    /** Runs once, behind the back of the next count. */
    duringCount: (what: () => void) => {
      during = what
    },
    size: () => ids.size,
    counts: () => counts,
  }
}

test('after two quiet seconds the figure is exact, whatever was inserted and deleted in whatever order', async () => {
  const step = fc.record({ kind: fc.constantFrom('insert', 'remove', 'read'), id: fc.integer({ min: 1, max: 50 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const rows = table(20)
      const live = createLiveCount(rows.source, rows.clock)
      await live.read()
      for (const { kind, id } of steps) {
        rows.wait(37)
        if (kind === 'insert') rows.insert(id)
        else if (kind === 'remove') rows.remove(id)
        else await live.read()
      }
      await live.read()
      rows.wait(1_000)
      await live.read()
      rows.wait(1_000)
      const read = await live.read()
      expect(read.rows).toBe(rows.size())
      expect(read.countedAt).toBe(rows.clock())
    }),
    { numRuns: 100 },
  )
})

test('what is committed while it is counted is counted again, though nothing comes after it', async () => {
  const rows = table(10)
  rows.insert(2)
  rows.duringCount(() => {
    rows.insert(1)
    rows.insert(3)
  })
  const live = createLiveCount(rows.source, rows.clock)
  await live.read()
  for (let turn = 0; turn < 3; turn += 1) {
    rows.wait(1_000)
    await live.read()
  }
  expect((await live.read()).rows).toBe(3)
  expect(rows.counts()).toBe(2)
})

test('between two counts of a slow table new rows are added, and the age of the count is told', async () => {
  const rows = table(10)
  for (let id = 1; id <= 10; id += 1) rows.insert(id)
  const live = createLiveCount(rows.source, rows.clock)
  const first = await live.read()
  rows.wait(300)
  rows.insert(11)
  const read = await live.read()
  expect(read).toMatchObject({ rows: 11, extra: 'extra', countedAt: first.countedAt })
  expect(rows.counts()).toBe(1)
})

test('at rest nothing is counted', async () => {
  const rows = table(10)
  rows.insert(1)
  const live = createLiveCount(rows.source, rows.clock)
  for (let turn = 0; turn < 50; turn += 1) {
    rows.wait(1_000)
    await live.read()
  }
  expect(rows.counts()).toBe(1)
})

test('the rate is that of the last seconds', async () => {
  const rows = table(1)
  const live = createLiveCount(rows.source, rows.clock)
  let rate: number | null = null
  for (let second = 0; second < 20; second += 1) {
    for (let id = 0; id < 10; id += 1) rows.insert(second * 10 + id + 1)
    ;({ ratePerSecond: rate } = await live.read())
    rows.wait(999)
  }
  expect(rate).toBeCloseTo(10, 0)
})

test('where nothing comes any more the rate is none, and no old row is looked at again', async () => {
  const rows = table(1)
  for (let id = 1; id <= 100; id += 1) rows.insert(id)
  const live = createLiveCount(rows.source, rows.clock)
  const rates: (number | null)[] = []
  for (let second = 0; second < 20; second += 1) {
    rates.push((await live.read()).ratePerSecond)
    rows.wait(999)
  }
  expect(rates).toEqual([null, ...Array.from({ length: 19 }, () => 0)])
})
