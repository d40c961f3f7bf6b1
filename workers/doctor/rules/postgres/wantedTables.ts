/** The two tables as the pipeline needs them: sql/postgres/01-tables.sql. */
const content = {
  id: 'uuid',
  slug: 'text',
  title: 'text',
  content_type: 'text',
  length_seconds: 'integer',
  publish_ts: 'timestamp with time zone',
} as const
const events = {
  id: 'bigint',
  content_id: 'uuid',
  user_id: 'uuid',
  event_type: 'text',
  event_ts: 'timestamp with time zone',
  duration_ms: 'integer',
  device: 'text',
  raw_payload: 'jsonb',
} as const

/** Columns and their types, by table. */
export const wantedTables: readonly { readonly name: string; readonly columns: Readonly<Record<string, string>> }[] = [
  { name: 'content', columns: content },
  { name: 'engagement_events', columns: events },
]

/** Types that hold the same: a check on length travels no further than Postgres. */
const alike: Readonly<Record<string, string>> = { 'character varying': 'text' }
export const isType = (wanted: string, found: string): boolean => (alike[found] ?? found) === wanted
