/** A position in Postgres's log at which what a table holds may be written into the pipeline. */
import type pg from 'pg'
import { z } from 'zod'
import { MarsadError } from '../../contract/errors'
import type { Paths } from '../../contract/workers'
import { pause } from '../../common/pause'
import { sqlFile } from '../clients/sqlFile'

const positionRow = z.tuple([z.object({ position: z.coerce.number().int().nonnegative() })])
const underWayRow = z.tuple([z.object({ xmax: z.string() })])
const endedRow = z.tuple([z.object({ ended: z.boolean() })])

const lookEveryMs = 50

/**
 * Takes the log's position, then waits until every transaction that was under way has ended. Rows read after that show every
 * change at or below the position, and whatever they do not show has a higher one: a record of such a row, written with this
 * position as its `__source_lsn`, loses to every change that it does not know. One position serves any number of later reads.
 * @param limitMs how long transactions under way are waited for, in milliseconds.
 * @throws MarsadError `transactions_open` {seconds} when one of them outlasts the limit
 */
export async function safePosition(
  postgres: Pick<pg.Pool, 'query'>,
  paths: Paths,
  signal: AbortSignal,
  limitMs = 60_000,
): Promise<number> {
  const ask = async (name: string, values: string[] = []): Promise<unknown[]> =>
    (await postgres.query<Record<string, unknown>>(sqlFile(paths, `postgres/shared/${name}.sql`), values)).rows
  // Statements of their own, in this order: evaluated in one, the snapshot might be the older of the two.
  const [{ position }] = positionRow.parse(await ask('log_position'))
  const [{ xmax }] = underWayRow.parse(await ask('transactions_under_way'))
  const end = performance.now() + limitMs
  for (;;) {
    signal.throwIfAborted()
    const [{ ended }] = endedRow.parse(await ask('transactions_ended', [xmax]))
    if (ended) return position
    if (performance.now() >= end) throw new MarsadError('transactions_open', { seconds: Math.round(limitMs / 1_000) })
    await pause(lookEveryMs, signal)
  }
}
