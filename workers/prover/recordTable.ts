/**
 * What a topic says of each event of a span, in about 26 bytes an event over both topics: the hash of its newest version, that version, and how often it was told as new. Ids that lie near each other share a block; blocks lie in pages, so that the table grows without being copied.
 */

const blockIds = 16
/** Blocks in one page. */
const pageBlocks = 4_096
const pageIds = blockIds * pageBlocks

/** Of what ranges of ids are compared. */
export const rangeIds = 4_096

interface Page {
  readonly hash: Uint32Array<ArrayBuffer>
  readonly version: Float64Array<ArrayBuffer>
  readonly state: Uint8Array<ArrayBuffer>
}

/** Bits of `state`: told at all; the newest version says deleted; then how often it was told as new (0–7) and as deleted (0–7). */
const known = 1
const gone = 2
const newShift = 2
const deletedShift = 5
const most = 7

/** One event's state in a topic. */
export interface TableEntry {
  /** Whether the newest version is an event, not its deletion. */
  readonly live: boolean
  readonly hash: number
  readonly version: number
  /** Told as new, and told as deleted; at most 7 each are counted. */
  readonly news: number
  readonly deletions: number
}

/** Live events of one range of ids: how many, and the sum of their hashes. */
export interface RangeSum {
  count: number
  hash: number
}

/** The table as it is handed from one thread to another. */
export interface TableContent {
  readonly blocks: Float64Array<ArrayBuffer>
  readonly pages: readonly Page[]
}

export interface RecordTable {
  /** The version with the larger number stays, the later one of equals. */
  add(id: number, hash: number, version: number, isNew: boolean, deleted: boolean): void
  get(id: number): TableEntry | null
  /** Live events by range (floor(id / {@link rangeIds})). */
  sums(): Map<number, RangeSum>
  /** Entries of the ids from `first` to `last` (both included), in no order. */
  entries(first: number, last: number): IterableIterator<readonly [number, TableEntry]>
  /** Ids told as new more often than once and than their deletions explain. */
  doubled(): number[]
  /** Hands everything over; the table is empty afterwards. */
  release(): TableContent
}

export function createRecordTable(content?: TableContent): RecordTable {
  /** Number of a block (floor(id / 16)) → its place. */
  const blocks = new Map<number, number>()
  let pages: Page[] = content === undefined ? [] : [...content.pages]
  content?.blocks.forEach((block, place) => blocks.set(block, place))

  const newPage = (): Page => ({
    hash: new Uint32Array(pageIds),
    version: new Float64Array(pageIds),
    state: new Uint8Array(pageIds),
  })

  const read = (page: Page, at: number): TableEntry | null => {
    const state = page.state[at] ?? 0
    if ((state & known) === 0) return null
    return {
      live: (state & gone) === 0,
      hash: page.hash[at] ?? 0,
      version: page.version[at] ?? 0,
      news: (state >> newShift) & most,
      deletions: (state >> deletedShift) & most,
    }
  }

  /** Calls back for every event that was told of. */
  const each = (visit: (id: number, page: Page, at: number) => void): void => {
    for (const [block, place] of blocks) {
      const page = pages[Math.floor(place / pageBlocks)]
      if (page === undefined) continue
      const start = (place % pageBlocks) * blockIds
      for (let index = 0; index < blockIds; index += 1) {
        if (((page.state[start + index] ?? 0) & known) !== 0) visit(block * blockIds + index, page, start + index)
      }
    }
  }

  const find = (id: number): { page: Page; at: number } | null => {
    const block = Math.floor(id / blockIds)
    const place = blocks.get(block)
    if (place === undefined) return null
    const page = pages[Math.floor(place / pageBlocks)]
    return page === undefined ? null : { page, at: (place % pageBlocks) * blockIds + (id - block * blockIds) }
  }

  const make = (id: number): { page: Page; at: number } => {
    const block = Math.floor(id / blockIds)
    const place = blocks.size
    blocks.set(block, place)
    const index = Math.floor(place / pageBlocks)
    const page = pages[index] ?? newPage()
    pages[index] = page
    return { page, at: (place % pageBlocks) * blockIds + (id - block * blockIds) }
  }

  return {
    add: (id, hash, version, isNew, deleted) => {
      const { page, at } = find(id) ?? make(id)
      const before = page.state[at] ?? 0
      const news = Math.min(most, ((before >> newShift) & most) + (isNew ? 1 : 0))
      const deletions = Math.min(most, ((before >> deletedShift) & most) + (deleted ? 1 : 0))
      const newest = (before & known) === 0 || version >= (page.version[at] ?? 0)
      const isGone = newest ? deleted : (before & gone) !== 0
      page.state[at] = known | (isGone ? gone : 0) | (news << newShift) | (deletions << deletedShift)
      if (!newest) return
      page.version[at] = version
      page.hash[at] = hash
    },
    get: (id) => {
      const found = find(id)
      return found === null ? null : read(found.page, found.at)
    },
    sums: () => {
      const ranges = new Map<number, RangeSum>()
      each((id, page, at) => {
        if (((page.state[at] ?? 0) & gone) !== 0) return
        const number = Math.floor(id / rangeIds)
        let range = ranges.get(number)
        if (range === undefined) {
          range = { count: 0, hash: 0 }
          ranges.set(number, range)
        }
        range.count += 1
        range.hash += page.hash[at] ?? 0
      })
      return ranges
    },
    *entries(first, last) {
      for (let block = Math.floor(first / blockIds); block <= Math.floor(last / blockIds); block += 1) {
        if (!blocks.has(block)) continue
        for (let id = block * blockIds; id < (block + 1) * blockIds; id += 1) {
          const found = id >= first && id <= last ? find(id) : null
          const entry = found === null ? null : read(found.page, found.at)
          if (entry !== null) yield [id, entry]
        }
      }
    },
    doubled: () => {
      const ids: number[] = []
      each((id, page, at) => {
        const state = page.state[at] ?? 0
        if (((state >> newShift) & most) > 1 + ((state >> deletedShift) & most)) ids.push(id)
      })
      return ids.sort((a, b) => a - b)
    },
    release: () => {
      const handed: TableContent = { blocks: new Float64Array(blocks.keys()), pages }
      blocks.clear()
      pages = []
      return handed
    },
  }
}

/** What of a table can be handed to another thread without being copied. */
export function buffersOf({ blocks, pages }: TableContent): ArrayBuffer[] {
  return [blocks.buffer, ...pages.flatMap(({ hash, version, state }) => [hash.buffer, version.buffer, state.buffer])]
}
