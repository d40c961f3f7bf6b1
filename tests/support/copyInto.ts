/** Loads rows by COPY, as a bulk loader does. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from } from 'pg-copy-streams'

/** @param rows of texts that need no escape (no tab, line end or backslash), in the order of `columns`; null for SQL's. */
export async function copyInto(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): Promise<void> {
  const lines = rows.map((row) => `${row.map((field) => field ?? '\\N').join('\t')}\n`)
  await pipeline(Readable.from(lines), client.query(from(`COPY ${table} (${columns.join()}) FROM STDIN`)))
}
