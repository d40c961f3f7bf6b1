import type { CommandOutput } from '../../contract/commands'
import { MarsadError } from '../../contract/errors'
import { pause } from '../../common/pause'
import { createTokenBucket } from './tokenBucket'
import type { Writer } from './writer'

/** Rows of one transaction when nothing limits the rate. */
const batchLimit = 1_000
const gatherMs = 20

/**
 * Inserts exactly `events` events, as fast as Postgres takes them or at `eventsPerSecond`.
 * @returns what `generator.burst` answers; ids between first and last may belong to others who wrote meanwhile
 * @throws MarsadError `not_running` when the worker is shut down before all are committed
 */
export async function runBurst(
  writer: Writer,
  { events, eventsPerSecond }: { events: number; eventsPerSecond: number | null },
  signal: AbortSignal,
): Promise<CommandOutput<'generator.burst'>> {
  const startedAt = performance.now()
  const bucket = eventsPerSecond === null ? null : createTokenBucket(eventsPerSecond, startedAt)
  let inserted = 0
  let firstId: number | null = null
  let lastId: number | null = null
  while (inserted < events) {
    const wanted = Math.min(batchLimit, events - inserted)
    const count = bucket === null ? wanted : bucket.take(performance.now(), wanted)
    if (count === 0) {
      await pause(Math.max(gatherMs, bucket?.waitMs(performance.now()) ?? 0), signal)
      if (!signal.aborted) continue
    }
    const written = count === 0 ? null : await writer.write(count, signal)
    if (written === null) throw new MarsadError('not_running', { inserted, events })
    inserted += count
    firstId ??= written.firstId
    lastId = Math.max(lastId ?? 0, written.lastId)
  }
  return { inserted, firstId, lastId, tookMs: Math.round(performance.now() - startedAt) }
}
