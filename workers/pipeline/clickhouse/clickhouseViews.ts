/** The views of the warehouse: as sql/clickhouse ships them, and as they are found, in ClickHouse's own spelling both. */
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { Paths } from '../../../contract/workers'
import { sqlFile } from '../../clients/sqlFile'
import { sqlLiteral } from '../../clients/sqlTemplate'

/** In the order in which they are made. */
export const warehouseViews = [
  { file: 'clickhouse/05-mv_engagement_enriched_errors.sql', name: 'mv_engagement_enriched_errors' },
  { file: 'clickhouse/06-mv_engagement_enriched.sql', name: 'mv_engagement_enriched' },
] as const

/** What makes a view what it is. */
export interface ViewText {
  /** Where its rows go and when, as its statement says it (`TO analytics.engagement_enriched`); empty where it names no table. */
  readonly target: string
  readonly select: string
}

const spelledSchema = z.tuple([z.array(z.string())])
const selectBegins = ' AS SELECT '

/** @param statement `create_table_query` of system.tables, or a shipped one as ClickHouse spells it */
export const targetOf = (statement: string): string =>
  /^CREATE MATERIALIZED VIEW (?:IF NOT EXISTS )?\S+ ([^(]+?) (?:\(|AS )/.exec(statement)?.[1] ?? ''

export const isSameView = (one: ViewText, other: ViewText): boolean =>
  one.target === other.target && one.select === other.select

/** The shipped views by their names, as this server spells them. Rejects with what ClickHouse answers. */
export async function shippedViews(
  client: ClickHouseClient,
  paths: Paths,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ViewText>> {
  const asked = warehouseViews.map(({ file }) => `formatQuerySingleLine(${sqlLiteral(sqlFile(paths, file))})`)
  const answer = await client.query({
    // Not as parameters: those travel in the address, which proxies bound.
    query: `SELECT ${asked.join(', ')}`,
    format: 'JSONCompactEachRow',
    abort_signal: signal,
  })
  const [texts] = spelledSchema.parse(await answer.json())
  return new Map(
    warehouseViews.map(({ name }, index) => {
      const text = texts[index] ?? ''
      return [name, { target: targetOf(text), select: text.slice(text.indexOf(selectBegins) + ' AS '.length) }]
    }),
  )
}
