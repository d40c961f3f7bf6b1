import type pg from 'pg'
import { z } from 'zod'
import type { LogLevel } from '../../contract/commands'
import { describeCause } from '../../contract/errors'
import { contentTypeSchema, type ContentType } from '../../contract/pipeline'
import type { Paths } from '../../contract/workers'
import { pause } from '../../common/pause'
import { sqlFile } from '../clients/sqlFile'

export interface Title {
  readonly title: string
  readonly contentType: ContentType | null
}

/** Titles by content id, remembered: Postgres is asked only about what is not known or was learnt long ago. */
export interface Titles {
  /** What is known now; null when nothing is. */
  get(contentId: string): Title | null
  /**
   * Learns what is missing or old, as far as Postgres answers within `waitMs`; later answers are still kept. Never rejects:
   * a title is a help, and what it belongs to is shown without it.
   */
  learn(contentIds: readonly string[], waitMs: number): Promise<void>
}

/** A title may be changed at the source: it is looked up again after this long. */
const knownForMs = 30_000
/** One that was not found may be inserted soon. */
const missingForMs = 3_000
const cacheLimit = 20_000
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const titleRows = z.array(z.object({ id: z.string(), title: z.string(), content_type: contentTypeSchema.nullable() }))

export function createTitles(
  pool: pg.Pool,
  paths: Paths,
  clock: () => number,
  log: (level: LogLevel, text: string) => void,
): Titles {
  const text = sqlFile(paths, 'postgres/observer/titles.sql')
  const known = new Map<string, { readonly title: Title | null; readonly until: number }>()
  const load = async (contentIds: readonly string[]): Promise<void> => {
    const now = clock()
    // A member of a Redis set may be anything; Postgres takes UUIDs only.
    const wanted = contentIds.filter((id) => uuidPattern.test(id) && (known.get(id)?.until ?? 0) <= now)
    if (wanted.length === 0) return
    try {
      const { rows } = await pool.query({ name: 'titles', text, values: [wanted] })
      const found = new Map(titleRows.parse(rows).map((row) => [row.id, row]))
      if (known.size > cacheLimit) known.clear()
      for (const id of wanted) {
        const row = found.get(id)
        known.set(
          id,
          row === undefined
            ? { title: null, until: now + missingForMs }
            : { title: { title: row.title, contentType: row.content_type }, until: now + knownForMs },
        )
      }
    } catch (thrown) {
      // The probe of Postgres tells people that it is away; what was known stays known.
      log('debug', `titles cannot be read: ${describeCause(thrown)}`)
    }
  }
  return {
    get: (contentId) => known.get(contentId)?.title ?? null,
    learn: async (contentIds, waitMs) => {
      const waited = new AbortController()
      try {
        await Promise.race([load(contentIds), pause(waitMs, waited.signal)])
      } finally {
        waited.abort()
      }
    },
  }
}
