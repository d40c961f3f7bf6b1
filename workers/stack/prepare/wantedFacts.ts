/**
 * The rows of sql/postgres/facts.sql once all numbered scripts have run, sorted: so that what they would change can be told without
 * running them. Tests on a real Postgres compare the two.
 * @param role the replication role.
 */
export function wantedFacts(role: string): string[] {
  const tables = ['content', 'engagement_events'].map((name) => `public.${name}`)
  return [
    'extension pgcrypto',
    ...tables.map((table) => `table ${table}`),
    ...tables.map((table) => `replica identity full ${table}`),
    'index engagement_events_content_id_idx',
    'index engagement_events_event_ts_idx',
    `role ${role}`,
    ...tables.map((table) => `select for ${role} on ${table}`),
    ...['marsad_row_by_row', 'marsad_tell_again'].flatMap((name) =>
      tables.map((table) => `trigger ${name} on ${table}`),
    ),
    'publication dbz_publication',
    ...tables.map((table) => `published ${table}`),
  ].sort()
}
