/** The join itself: a change and what is known of its content make one record of engagement_enriched. */
import type { EnrichedEvent, EventChange } from '../../contract/pipeline'
import type { ContentFacts } from './contentTable'
import { engagementPct, engagementSeconds } from './decimals'
import type { ChangeMeaning } from './parseEvent'

/**
 * @param content undefined when it is unknown (or was deleted): its fields become null.
 * @param enrichedMs now, in milliseconds since the epoch.
 */
export function enrich(
  change: EventChange,
  meaning: ChangeMeaning,
  content: ContentFacts | undefined,
  enrichedMs: number,
): EnrichedEvent {
  const lengthSeconds = content?.lengthSeconds ?? null
  const event: EnrichedEvent = {
    event_id: change.id,
    content_id: change.content_id,
    user_id: change.user_id,
    event_type: change.event_type,
    event_ts: change.event_ts,
    duration_ms: change.duration_ms,
    device: change.device,
    content_type: content?.contentType ?? null,
    length_seconds: lengthSeconds,
    engagement_seconds: engagementSeconds(change.duration_ms),
    engagement_pct: engagementPct(change.duration_ms, lengthSeconds),
    committed_ms: change.__source_ts_ms,
    enriched_ms: enrichedMs,
    source_lsn: change.__source_lsn,
  }
  if (meaning === 'correction') event.correction = true
  if (meaning === 'deleted') event.deleted = true
  if (meaning === 'snapshot') event.snapshot = true
  return event
}
