/** Counts of a run in which nothing was lost, for tests. */
export const sampleCounts = {
  postgres_events: 10,
  flat: 10,
  enriched: 10,
  clickhouse_distinct: 10,
  clickhouse_errors: 0,
  dead_letters: 0,
}
