/** What `marsad up --report` writes. */
import { z } from 'zod'
import type { ConsoleSnapshot } from '../contract/snapshot'
import { internalRequests, type ReportRead } from '../contract/workers'
import type { MarsadConsole } from '../host/console'

const read = internalRequests['report.read']
export const reportSchema = z.object({
  ready: z.boolean(),
  /** From the start of the stack to the canary seen everywhere; null when it did not become ready. */
  ready_ms: z.number().nullable(),
  services: z.array(
    z.object({
      name: z.string(),
      state: z.string(),
      version: z.string().nullable(),
      /** From spawn to first answer. */
      start_ms: z.number().nullable(),
    }),
  ),
  topics: read.output.shape.topics,
  counts: read.output.shape.counts.nullable(),
  leaderboard: read.output.shape.leaderboard,
  latency_ms: read.output.shape.latency_ms,
})
export type Report = z.infer<typeof reportSchema>

const nothingMeasured: Pick<Report, 'topics' | 'counts' | 'leaderboard' | 'latency_ms'> = {
  topics: [],
  counts: null,
  leaderboard: [],
  latency_ms: { commit_to_enriched: null, commit_to_clickhouse: null, commit_to_leaderboard: null },
}

/** @param figures null when the observer could not be asked: the start failed. @param ready whether it became ready at all */
export function buildReport(snapshot: ConsoleSnapshot, figures: ReportRead | null, ready: boolean): Report {
  return {
    ready,
    ready_ms: snapshot.stack.readyMs,
    services: snapshot.stack.services.map(({ name, state, version, startMs }) => ({
      name,
      state,
      version,
      start_ms: startMs,
    })),
    ...(figures ?? nothingMeasured),
  }
}

/** Asks the observer for its figures. @throws MarsadError */
export async function readFigures(marsad: MarsadConsole): Promise<ReportRead> {
  return read.output.parse(await marsad.request(read.owner, 'report.read', {}))
}

/**
 * Whether all that Postgres has has arrived: each event once on the topic, then enriched or a dead letter, then in
 * ClickHouse. A count that could not be read is not equal to anything.
 */
export function isDrained({ counts }: Pick<ReportRead, 'counts'>): boolean {
  const { postgres_events, flat, enriched, clickhouse_distinct } = counts
  if (postgres_events === null) return false
  return flat === postgres_events && enriched === postgres_events && clickhouse_distinct === postgres_events
}
