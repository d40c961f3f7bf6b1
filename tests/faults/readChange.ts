import { z } from 'zod'
import type { SpanRecord } from '../support/topicSpan'

const changeSchema = z.object({ id: z.int(), __op: z.enum(['c', 'r', 'u', 'd']) })

/** A record of engagement_events.flat as far as it is counted; undefined for a tombstone and for what is no event. */
export function readChange({ value }: SpanRecord): z.infer<typeof changeSchema> | undefined {
  return value === null ? undefined : changeSchema.safeParse(parseJson(value)).data
}

/** Undefined for what is no JSON. */
export function parseJson(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString('utf8'))
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

/** Whether it tells of a new event; a change of the id comes as a delete and a create, which says so. */
export function isNewEvent(record: SpanRecord): boolean {
  return readChange(record)?.__op === 'c' && !('__debezium.oldkey' in record.headers)
}
