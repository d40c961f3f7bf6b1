import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRecordTable, type RecordTable } from './recordTable'

interface Told {
  id: number
  hash: number
  version: number
  isNew: boolean
  deleted: boolean
}

const add = (table: RecordTable, { id, hash, version, isNew, deleted }: Told): void =>
  table.add(id, hash, version, isNew, deleted)

const records = fc.array(
  fc
    .record({
      // Near each other, across blocks and ranges, and far away.
      id: fc.oneof(fc.nat(40), fc.integer({ min: 4_080, max: 4_110 }), fc.constantFrom(2 ** 40, 2 ** 52)),
      version: fc.nat(20),
      isNew: fc.boolean(),
      deleted: fc.boolean(),
    })
    .map((each) => ({ ...each, hash: each.version + 1 })),
  { maxLength: 60 },
)

/** The same by the plainest means. */
function plainly(all: readonly Told[]): Map<number, { newest: Told; news: number; deletions: number }> {
  const found = new Map<number, { newest: Told; news: number; deletions: number }>()
  for (const each of all) {
    const entry = found.get(each.id) ?? { newest: each, news: 0, deletions: 0 }
    if (each.version >= entry.newest.version) entry.newest = each
    if (each.isNew) entry.news += 1
    if (each.deleted) entry.deletions += 1
    found.set(each.id, entry)
  }
  return found
}

test('holds the newest version of each event, its sums by range, and survives being handed over', () => {
  fc.assert(
    fc.property(records, (all) => {
      const filled = createRecordTable()
      for (const each of all) add(filled, each)
      const table = createRecordTable(filled.release())
      const wanted = plainly(all)
      let count = 0
      let hash = 0
      for (const [id, { newest, news, deletions }] of wanted) {
        expect(table.get(id)).toEqual({
          live: !newest.deleted,
          hash: newest.hash,
          version: newest.version,
          news: Math.min(7, news),
          deletions: Math.min(7, deletions),
        })
        if (newest.deleted) continue
        count += 1
        hash += newest.hash
      }
      const sums = [...table.sums()]
      expect(sums.reduce((sum, [, range]) => sum + range.count, 0)).toBe(count)
      expect(sums.reduce((sum, [, range]) => sum + range.hash, 0)).toBe(hash)
      for (const [range] of sums) expect([...wanted.keys()].some((id) => Math.floor(id / 4_096) === range)).toBe(true)
      const between = [...table.entries(5, 4_090)].map(([id]) => id).sort((a, b) => a - b)
      expect(between).toEqual([...wanted.keys()].filter((id) => id >= 5 && id <= 4_090).sort((a, b) => a - b))
    }),
  )
})

test('an event is doubled when it was told as new more often than its deletions explain', () => {
  const table = createRecordTable()
  const told = (id: number, ...kinds: ('new' | 'gone' | 'again')[]): void =>
    kinds.forEach((kind, version) => table.add(id, 1, version, kind === 'new', kind === 'gone'))
  told(1, 'new')
  told(2, 'new', 'new')
  told(3, 'new', 'again', 'again')
  told(4, 'new', 'gone', 'new')
  told(5, 'new', 'gone', 'new', 'new')
  expect(table.doubled()).toEqual([2, 5])
})

test('grows past a page', () => {
  const table = createRecordTable()
  for (let id = 0; id < 200_000; id += 1) table.add(id, 1, 1, false, false)
  expect(table.sums().size).toBe(Math.ceil(200_000 / 4_096))
  expect(table.get(199_999)?.version).toBe(1)
  expect(table.get(200_000)).toBeNull()
})
