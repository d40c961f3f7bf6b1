import type { ClickHouseClient } from '@clickhouse/client'
import type { Paths } from '../../../contract/workers'
import { pause } from '../../../common/pause'
import { sqlFile } from '../../clients/sqlFile'

const attempts = 5
const againMs = 1_000

/**
 * Gives ClickHouse's Kafka table a new consumer. Nothing is lost or doubled: it goes on from the committed offsets, and what comes twice
 * replaces itself.
 * @param between done while no consumer reads
 * Rejects with what ClickHouse answers or `between` rejects with, the signal's reason first; the table is attached again all the same.
 */
export async function renewConsumer(
  client: ClickHouseClient,
  paths: Paths,
  signal: AbortSignal,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  await client.command({ query: sqlFile(paths, 'clickhouse/stack/detach_consumer.sql'), abort_signal: signal })
  try {
    await between()
  } finally {
    await attach(client, paths, signal)
  }
}

async function attach(client: ClickHouseClient, paths: Paths, signal: AbortSignal): Promise<void> {
  // A table that stays detached reads nothing: its way back is tried more than once, and without the signal.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.command({ query: sqlFile(paths, 'clickhouse/stack/attach_consumer.sql') })
      return
    } catch (thrown) {
      if (attempt === attempts) throw thrown
    }
    await pause(againMs, signal)
  }
}
