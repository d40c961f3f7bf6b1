import type pg from 'pg'
import { z } from 'zod'
import { canaryContentId } from '../../contract/pipeline'
import type { Paths } from '../../contract/workers'
import { sqlFile } from '../clients/sqlFile'
import type { CountSource } from './liveCount'

const number = z.coerce.number()
const glanceRow = z.tuple([z.object({ version: z.string(), last_id: number, since_base: number, since_past: number })])
const countRow = z.tuple([z.object({ events: number, last_id: number, contents: number })])

/**
 * Events of Postgres, the canary excluded; `extra` is the number of contents.
 * The version is the statement's own snapshot (pg_current_snapshot): every transaction that writes changes it, so deletes are
 * noticed too, at once and exactly. The counters of pg_stat_user_tables are no such sign: a session may hold them back for 10 s.
 */
export function postgresCount(pool: pg.Pool, paths: Paths): CountSource<number> {
  const glance = sqlFile(paths, 'postgres/observer/glance_events.sql')
  const count = sqlFile(paths, 'postgres/observer/count_rows.sql')
  return {
    glance: async ({ base, past }) => {
      const { rows } = await pool.query({ name: 'glance_events', text: glance, values: [base, past, canaryContentId] })
      const [row] = glanceRow.parse(rows)
      return {
        version: row.version,
        lastId: row.last_id,
        sinceBase: row.since_base,
        sincePast: row.since_past,
      }
    },
    count: async () => {
      const { rows } = await pool.query(count, [canaryContentId])
      const [row] = countRow.parse(rows)
      return { rows: row.events, lastId: row.last_id, extra: row.contents }
    },
  }
}
