import type { ClickHouseClient } from '@clickhouse/client'
import type { z } from 'zod'
import { canaryContentId } from '../../contract/pipeline'

/** Runs a statement of sql/clickhouse/observer and parses its rows; `canary` is always a parameter. Rejects as the client does. */
export async function clickhouseRows<S extends z.ZodType>(
  client: ClickHouseClient,
  query: string,
  row: S,
  parameters: Readonly<Record<string, number>> = {},
  signal?: AbortSignal,
): Promise<z.output<S>[]> {
  const answer = await client.query({
    query,
    format: 'JSONEachRow',
    query_params: { canary: canaryContentId, ...parameters },
    ...(signal === undefined ? {} : { abort_signal: signal }),
  })
  const rows = await answer.json<unknown>()
  return rows.map((raw) => row.parse(raw))
}
