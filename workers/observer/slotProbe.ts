import type pg from 'pg'
import { z } from 'zod'
import { replicationSlot } from '../../contract/pipeline'
import type { PipelineSnapshot, Reading } from '../../contract/snapshot'
import type { Paths } from '../../contract/workers'
import { sqlFile } from '../clients/sqlFile'

type Slot = PipelineSnapshot['slot'] extends Reading<infer T> ? T : never

const slotRows = z.array(
  z.object({ active: z.boolean(), wal_status: z.string().nullable(), retained_bytes: z.coerce.number() }),
)

/** Reads the replication slot; rejects when there is none. */
export function slotReader(pool: pg.Pool, paths: Paths): () => Promise<Slot> {
  const text = sqlFile(paths, 'postgres/observer/slot.sql')
  return async () => {
    const { rows } = await pool.query({ name: 'slot', text, values: [replicationSlot] })
    const [slot] = slotRows.parse(rows)
    if (slot === undefined) throw new Error(`there is no replication slot ${replicationSlot}`)
    return { active: slot.active, retainedBytes: slot.retained_bytes, walStatus: slot.wal_status }
  }
}
