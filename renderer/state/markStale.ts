import type { ConsoleSnapshot, PipelineSnapshot, Reading } from '../../contract/snapshot'

/** Readings older than this are no longer taken for the present. The observer reports several times a second. */
export const staleAfterMs = 6000

/** The snapshot with its readings marked unknown when the observer has been silent: an old number is not a live one. */
export function markStale(snapshot: ConsoleSnapshot): ConsoleSnapshot {
  const { pipeline } = snapshot
  if (pipeline === null || snapshot.at - pipeline.at <= staleAfterMs) return snapshot
  const stale: PipelineSnapshot = {
    ...pipeline,
    postgres: outdated(pipeline.postgres),
    slot: outdated(pipeline.slot),
    connector: outdated(pipeline.connector),
    topics: outdated(pipeline.topics),
    groups: outdated(pipeline.groups),
    tally: outdated(pipeline.tally),
    enricher: outdated(pipeline.enricher),
    leaderboardWorker: outdated(pipeline.leaderboardWorker),
    generator: outdated(pipeline.generator),
    clickhouse: outdated(pipeline.clickhouse),
    redis: outdated(pipeline.redis),
    leaderboards: outdated(pipeline.leaderboards),
  }
  return { ...snapshot, pipeline: stale }
}

function outdated<T>(reading: Reading<T>): Reading<T> {
  if (reading.state === 'unknown') return reading
  return {
    state: 'unknown',
    reason: { word: 'noReport', ms: staleAfterMs },
    last: { value: reading.value, at: reading.at },
  }
}
