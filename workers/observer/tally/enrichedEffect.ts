import { canaryContentId, enrichedEventSchema } from '../../../contract/pipeline'
import type { LifeChange } from './lifeChange'

/** What a record of engagement_enriched means for the number of live events. */
export interface EnrichedEffect {
  /** Null for a record that says nothing of an event's life. */
  readonly change: LifeChange | null
  readonly correction: boolean
  readonly canary: boolean
}

const none: EnrichedEffect = { change: null, correction: false, canary: false }
const canaryBytes = Buffer.from(canaryContentId)
/** How the enricher begins a record. Inside a JSON string a quote is escaped, so the marks below cannot be text of a field. */
const usualStart = Buffer.from('{"event_id":')
const lsnMark = Buffer.from('"source_lsn":')
const deletedMark = Buffer.from('"deleted":true')
const correctionMark = Buffer.from('"correction":true')

/** Id and log position of the event; null when the value is no enriched event. */
function identity(value: Buffer): { id: number; lsn: number } | null {
  if (value.indexOf(usualStart) === 0) {
    const id = integerAt(value, usualStart.length)
    const at = value.lastIndexOf(lsnMark)
    const lsn = at < 0 ? null : integerAt(value, at + lsnMark.length)
    if (id !== null && lsn !== null) return { id, lsn }
  }
  let json: unknown
  try {
    json = JSON.parse(value.toString('utf8'))
  } catch (thrown) {
    // Not JSON is an answer here; ClickHouse shows such a record among its errors.
    if (thrown instanceof SyntaxError) return null
    throw thrown
  }
  const parsed = enrichedEventSchema.safeParse(json)
  return parsed.success ? { id: parsed.data.event_id, lsn: parsed.data.source_lsn } : null
}

/** The whole number whose digits begin there; null where none do, or too many for it to be exact. */
function integerAt(value: Buffer, at: number): number | null {
  let number = 0
  let end = at
  for (; end < value.length; end += 1) {
    const digit = (value[end] ?? 0) - 48
    if (digit < 0 || digit > 9) break
    number = number * 10 + digit
  }
  return end > at && Number.isSafeInteger(number) ? number : null
}

/** A deletion takes its event away, every other record says that it lives. What is no enriched event counts nothing. */
export function enrichedEffect(key: Buffer | null, value: Buffer | null): EnrichedEffect {
  if (value === null) return none
  if (key?.includes(canaryBytes) === true || value.includes(canaryBytes)) return { ...none, canary: true }
  const event = identity(value)
  if (event === null) return none
  if (value.includes(deletedMark)) return { change: { ...event, lives: false }, correction: false, canary: false }
  return { change: { ...event, lives: true }, correction: value.includes(correctionMark), canary: false }
}
