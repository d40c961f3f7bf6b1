import { z } from 'zod'
import type { EnginePool } from './engine/EnginePool'
import { identifier } from './sql/literal'

const tablesSchema = z.array(z.object({ database: z.string(), name: z.string() }))

/**
 * Ends consumption from Kafka until the next start: DETACH waits for the block under way, whose offsets are committed after it
 * was inserted, and takes the consumer out of its group, so that the next one need not wait for a session to expire.
 */
export async function stopConsuming(engine: EnginePool): Promise<void> {
  const rows = await engine.manage("SELECT database, name FROM system.tables WHERE engine = 'Kafka'", 'JSONEachRow')
  const lines = rows.split('\n').filter((line) => line !== '')
  for (const { database, name } of tablesSchema.parse(lines.map((line): unknown => JSON.parse(line)))) {
    await engine.manage(`DETACH TABLE ${identifier(database)}.${identifier(name)}`)
  }
}
