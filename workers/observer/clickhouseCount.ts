import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { Paths } from '../../contract/workers'
import { sqlFile } from '../clients/sqlFile'
import { forCluster } from '../clients/sqlTemplate'
import { clickhouseRows } from './clickhouseQuery'
import type { CountSource } from './liveCount'

const number = z.coerce.number()
const glanceRow = z.object({
  version: z.string(),
  raw: number,
  last_id: number,
  since_base: number,
  since_past: number,
})
const countRow = z.object({ events: number, last_id: number })

/** Live events of the warehouse, the canary excluded. Its version is made of the names of the stored parts. */
export function clickhouseCount(
  client: ClickHouseClient,
  paths: Paths,
  cluster: string | null,
  onRaw: (rows: number) => void,
): CountSource<null> {
  const glance = forCluster(sqlFile(paths, 'clickhouse/observer/glance_events.sql'), cluster)
  const count = forCluster(sqlFile(paths, 'clickhouse/observer/count_events.sql'), cluster)
  return {
    glance: async ({ base, past }) => {
      const [row] = await clickhouseRows(client, glance, glanceRow, { base, past })
      if (row === undefined) throw new Error('ClickHouse answered without a row')
      onRaw(row.raw)
      return { version: row.version, lastId: row.last_id, sinceBase: row.since_base, sincePast: row.since_past }
    },
    count: async () => {
      const [row] = await clickhouseRows(client, count, countRow)
      if (row === undefined) throw new Error('ClickHouse answered without a row')
      return { rows: row.events, lastId: row.last_id, extra: null }
    },
  }
}
