import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLiveIds, keptLiveIdsSchema } from './liveIds'

test('however often and in whatever order an event is told, it counts as its latest change says', () => {
  const change = fc.record({ id: fc.nat(9_000), lsn: fc.nat(1_000), goes: fc.boolean() })
  fc.assert(
    fc.property(fc.uniqueArray(change, { selector: ({ lsn }) => lsn, maxLength: 60 }), (changes) => {
      const ids = createLiveIds()
      const tell = ({ id, lsn, goes }: (typeof changes)[number]): void =>
        goes ? ids.remove(id, lsn) : ids.add(id, lsn)
      // Creations may be read late and again; deletions of one event are read in their order.
      const inOrder = [...changes].sort((a, b) => a.lsn - b.lsn)
      inOrder.forEach(tell)
      changes.filter(({ goes }) => !goes).forEach(tell)
      const latest = new Map(inOrder.map(({ id, goes }) => [id, goes]))
      expect(ids.size).toBe([...latest.values()].filter((goes) => !goes).length)
    }),
  )
})

test('what is kept and read again is the same, full pages in a row costing next to nothing', () => {
  const ids = createLiveIds()
  for (let id = 0; id < 40_960; id += 1) ids.add(id, id)
  ids.add(1_000_000_007, 1)
  ids.remove(5 * 4_096, 99_999)
  const kept = keptLiveIdsSchema.parse(JSON.parse(JSON.stringify(ids.keep())))
  expect(kept.full).toEqual([
    [0, 4],
    [6, 9],
  ])
  expect(kept.pages.map(([page]) => page)).toEqual([5, Math.floor(1_000_000_007 / 4_096)])
  const again = createLiveIds(kept)
  expect(again.size).toBe(40_960)
  expect(again.keep()).toEqual(ids.keep())
  again.add(5 * 4_096, 5)
  expect(again.size).toBe(40_960)
  again.add(5 * 4_096, 100_000)
  expect(again.size).toBe(40_961)
})

test('a page of another length is refused', () => {
  expect(keptLiveIdsSchema.safeParse({ full: [], pages: [[0, 'AAAA']], deleted: [] }).success).toBe(false)
})
