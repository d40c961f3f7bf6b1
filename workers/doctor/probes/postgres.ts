import { z } from 'zod'
import { publication, replicationSlot } from '../../../contract/pipeline'
import { sqlFile } from '../../shared/sqlFile'
import type { Services } from '../services'

const position = z.number().nullable()
const row = z.object({
  wal_level: z.string(),
  slots_allowed: z.number(),
  slots_used: z.number(),
  /** Its clock, milliseconds since the epoch. */
  clock_ms: z.number(),
  in_recovery: z.boolean(),
  read_only: z.boolean(),
  /** Bytes from the log's beginning; null on a standby. */
  log_position: position,
  slot: z
    .object({
      active: z.boolean(),
      wal_status: z.string().nullable(),
      restart_position: position,
      confirmed_position: position,
      database: z.string().nullable(),
    })
    .nullable(),
  publication: z
    .object({ insert: z.boolean(), update: z.boolean(), delete: z.boolean(), truncate: z.boolean() })
    .nullable(),
  published: z.array(z.string()),
  role: z.object({ login: z.boolean(), replication: z.boolean() }).nullable(),
  tables: z.array(
    z.object({
      name: z.string(),
      full_identity: z.boolean(),
      readable: z.boolean(),
      columns: z.record(z.string(), z.string()),
    }),
  ),
})
export type PostgresFacts = z.infer<typeof row>

/** Rejects with what Postgres answers. */
export async function lookAtPostgres({ pool, endpoints, paths }: Services): Promise<PostgresFacts> {
  const text = sqlFile(paths, 'postgres/doctor/look.sql')
  const values = [replicationSlot, publication, endpoints.debezium.user]
  const { rows } = await pool.query<Record<string, unknown>>({ name: 'doctor', text, values })
  return z.tuple([row]).parse(rows)[0]
}
