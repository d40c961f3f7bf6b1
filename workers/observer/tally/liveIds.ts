/** Which events of a topic live: each counts once, however often the topic tells of it (snapshots, backfills and repairs repeat). */
import { z } from 'zod'

/** Ids in one page of the bitmap: page n holds those from n · 4096 on. */
const pageIds = 4_096
const pageBytes = pageIds / 8
const pageText = Math.ceil(pageBytes / 3) * 4
/** Deletions remembered, to know a creation that is read after its deletion: two partitions are not read in one order. */
const rememberedDeletions = 10_000

const integer = z.int().nonnegative()
const pair = z.tuple([integer, integer])

/** As it is kept in a file. Ids are dense, so most pages are full and cost nothing there. */
export const keptLiveIdsSchema = z.object({
  /** First and last number of full pages in a row. */
  full: z.array(pair),
  /** Pages that are set in part: number, and bits in base64. */
  pages: z.array(z.tuple([integer, z.base64().length(pageText)])),
  /** Ids with the log position of their deletion, oldest first. */
  deleted: z.array(pair),
})
export type KeptLiveIds = z.infer<typeof keptLiveIdsSchema>

interface Page {
  readonly bits: Uint8Array
  count: number
}

export interface LiveIds {
  readonly size: number
  /** An event appeared, or was told again, as of a position in Postgres's log. */
  add(id: number, lsn: number): void
  /** An event went. */
  remove(id: number, lsn: number): void
  keep(): KeptLiveIds
}

export function createLiveIds(kept: KeptLiveIds = { full: [], pages: [], deleted: [] }): LiveIds {
  const pages = new Map<number, Page>()
  const deleted = new Map<number, number>(kept.deleted)
  let size = 0
  for (const [first, last] of kept.full) {
    for (let page = first; page <= last; page += 1) {
      pages.set(page, { bits: new Uint8Array(pageBytes).fill(0xff), count: pageIds })
      size += pageIds
    }
  }
  for (const [page, text] of kept.pages) {
    const bits = new Uint8Array(Buffer.from(text, 'base64'))
    const count = bits.reduce((sum, byte) => sum + bitsIn(byte), 0)
    pages.set(page, { bits, count })
    size += count
  }

  /** Sets or clears one bit. */
  const turn = (id: number, on: boolean): void => {
    const number = Math.floor(id / pageIds)
    let page = pages.get(number)
    if (page === undefined) {
      if (!on) return
      page = { bits: new Uint8Array(pageBytes), count: 0 }
      pages.set(number, page)
    }
    const at = id % pageIds
    const byte = page.bits[at >> 3] ?? 0
    const mask = 1 << (at & 7)
    if (((byte & mask) !== 0) === on) return
    page.bits[at >> 3] = byte ^ mask
    page.count += on ? 1 : -1
    size += on ? 1 : -1
    if (page.count === 0) pages.delete(number)
  }

  return {
    get size() {
      return size
    },
    add: (id, lsn) => {
      const gone = deleted.get(id)
      if (gone !== undefined) {
        if (gone >= lsn) return
        deleted.delete(id)
      }
      turn(id, true)
    },
    remove: (id, lsn) => {
      turn(id, false)
      deleted.delete(id)
      deleted.set(id, lsn)
      if (deleted.size <= rememberedDeletions) return
      for (const oldest of deleted.keys()) {
        deleted.delete(oldest)
        return
      }
    },
    keep: () => {
      const full: [number, number][] = []
      const partial: [number, string][] = []
      for (const [number, { bits, count }] of [...pages].sort(([a], [b]) => a - b)) {
        const before = full.at(-1)
        if (count < pageIds) partial.push([number, Buffer.from(bits).toString('base64')])
        else if (before?.[1] === number - 1) before[1] = number
        else full.push([number, number])
      }
      return { full, pages: partial, deleted: [...deleted] }
    },
  }
}

function bitsIn(byte: number): number {
  let count = 0
  for (let rest = byte; rest !== 0; rest &= rest - 1) count += 1
  return count
}
