import { countPlan, type ExactCount } from './countPlan'
import { createRecentRate } from './recentRate'

/** A table that can be counted in full at a cost, and glanced at for next to nothing. */
export interface CountSource<X> {
  /**
   * @param behind counts the rows whose id is larger than each of these
   * @returns `version` is the same only while nothing was committed; `lastId` is 0 where no row lies behind the smaller of the two
   */
  glance(behind: { readonly base: number; readonly past: number }): Promise<{
    readonly version: string
    readonly lastId: number
    readonly sinceBase: number
    readonly sincePast: number
  }>
  /** All rows, as of one state of the store; `extra` is whatever else the same look told. */
  count(): Promise<{ readonly rows: number; readonly lastId: number; readonly extra: X }>
}

export interface LiveCount<X> {
  /** Rejects as its source does. One call at a time. */
  read(): Promise<{ rows: number; extra: X; countedAt: number; ratePerSecond: number | null }>
  /** Resolves when no count runs any more. */
  settled(): Promise<void>
}

/** Rates are means over this span, in milliseconds. */
const rateSpanMs = 5_000
/** A count that takes no longer than this is waited for; a longer one runs beside the glances. */
const waitedForMs = 250
/** Behind all ids. */
const end = Number.MAX_SAFE_INTEGER

/** @param clock milliseconds since the epoch */
export function createLiveCount<X>(source: CountSource<X>, clock: () => number): LiveCount<X> {
  let base: (ExactCount & { readonly extra: X }) | null = null
  let version = ''
  let changedAt = 0
  let counting: Promise<void> | null = null
  let failure: { readonly thrown: unknown } | null = null
  const lastIds = createRecentRate<number>(rateSpanMs)

  /**
   * @param before the store's version, read before the count: what is committed meanwhile may be in the count or not, and is counted
   * again. ClickHouse tells the names of its parts and the rows in them of two moments, even in one statement.
   */
  const countAll = async (before: string): Promise<ExactCount & { readonly extra: X }> => {
    const startedAt = clock()
    const found = await source.count()
    const at = clock()
    base = { ...found, version: before, at, tookMs: at - startedAt }
    return base
  }

  const countBeside = (before: string): void => {
    const run = async (): Promise<void> => {
      try {
        await countAll(before)
      } catch (thrown) {
        // The next reading tells it.
        failure = { thrown }
      } finally {
        counting = null
      }
    }
    counting ??= run()
  }

  return {
    read: async () => {
      if (failure !== null) {
        const { thrown } = failure
        failure = null
        throw thrown
      }
      // Held: a count that runs beside may replace the base while the glance is under way.
      const known = base ?? (await countAll((await source.glance({ base: end, past: end })).version))
      const past = lastIds.past()
      const glance = await source.glance({ base: known.lastId, past: past?.value ?? known.lastId })
      const now = clock()
      if (glance.version !== version) {
        version = glance.version
        changedAt = now
      }
      // Never back to the beginning, or the next glance would be at every row.
      lastIds.add(now, Math.max(known.lastId, glance.lastId))
      const ratePerSecond = past === null || now <= past.at ? null : (glance.sincePast / (now - past.at)) * 1_000
      const plan = countPlan(known, glance.version, changedAt, now)
      if (plan === 'keep') return { rows: known.rows, extra: known.extra, countedAt: now, ratePerSecond }
      if (plan === 'count' && counting === null) {
        if (known.tookMs <= waitedForMs) {
          const counted = await countAll(glance.version)
          return { rows: counted.rows, extra: counted.extra, countedAt: counted.at, ratePerSecond }
        }
        countBeside(glance.version)
      }
      return { rows: known.rows + glance.sinceBase, extra: known.extra, countedAt: known.at, ratePerSecond }
    },
    settled: () => counting ?? Promise.resolve(),
  }
}
