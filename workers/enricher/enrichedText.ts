/** A record of engagement_enriched as JSON, as JSON.stringify would write it. */
import type { EnrichedEvent } from '../../contract/pipeline'

/** For texts in which nothing needs escaping: the schema allows them none of it. */
function quoted(text: string | null): string {
  return text === null ? 'null' : `"${text}"`
}

export function enrichedText(event: EnrichedEvent): string {
  const { event_id, content_id, user_id, event_type, event_ts, duration_ms, device } = event
  const { content_type, length_seconds, engagement_seconds, engagement_pct } = event
  const { committed_ms, enriched_ms, source_lsn, correction, deleted, snapshot } = event
  return (
    `{"event_id":${event_id},"content_id":${quoted(content_id)},"user_id":${quoted(user_id)}` +
    `,"event_type":${quoted(event_type)},"event_ts":"${event_ts}","duration_ms":${duration_ms ?? 'null'}` +
    `,"device":${JSON.stringify(device)},"content_type":${quoted(content_type)},"length_seconds":${length_seconds ?? 'null'}` +
    `,"engagement_seconds":${quoted(engagement_seconds)},"engagement_pct":${quoted(engagement_pct)}` +
    `,"committed_ms":${committed_ms},"enriched_ms":${enriched_ms},"source_lsn":${source_lsn}` +
    (correction === true ? ',"correction":true' : '') +
    (deleted === true ? ',"deleted":true' : '') +
    (snapshot === true ? ',"snapshot":true}' : '}')
  )
}
