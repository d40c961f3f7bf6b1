import { canaryContentId, enrichedEventSchema } from '../../../contract/pipeline'

/** What a record of engagement_enriched means for the number of live events. */
export interface EnrichedEffect {
  readonly live: -1 | 0 | 1
  readonly correction: boolean
  readonly canary: boolean
}

const none: EnrichedEffect = { live: 0, correction: false, canary: false }
const canaryBytes = Buffer.from(canaryContentId)
/** How the enricher begins a record. Inside a JSON string a quote is escaped, so the marks below cannot be text of a field. */
const usualStart = Buffer.from('{"event_id":')
const deletedMark = Buffer.from('"deleted":true')
const correctionMark = Buffer.from('"correction":true')

function isEnriched(value: Buffer): boolean {
  if (value.indexOf(usualStart) === 0) return true
  try {
    return enrichedEventSchema.safeParse(JSON.parse(value.toString('utf8'))).success
  } catch (thrown) {
    // Not JSON is an answer here; ClickHouse shows such a record among its errors.
    if (thrown instanceof SyntaxError) return false
    throw thrown
  }
}

/** A first record adds its event, a correction replaces it, a deletion takes it away. What is no enriched event counts nothing. */
export function enrichedEffect(key: Buffer | null, value: Buffer | null): EnrichedEffect {
  if (value === null) return none
  if (key?.includes(canaryBytes) === true || value.includes(canaryBytes)) return { ...none, canary: true }
  if (!isEnriched(value)) return none
  if (value.includes(deletedMark)) return { live: -1, correction: false, canary: false }
  if (value.includes(correctionMark)) return { live: 0, correction: true, canary: false }
  return { live: 1, correction: false, canary: false }
}
