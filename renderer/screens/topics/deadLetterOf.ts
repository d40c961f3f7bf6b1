import { deadLetterSchema, type DeadLetter } from '../../../contract/pipeline'

export interface ReadDeadLetter {
  readonly letter: DeadLetter
  /** The value that could not be enriched, as text; null where its bytes are no UTF-8 or there are none. */
  readonly text: string | null
}

/** Reads a record of engagement_events.dlq; null when it is none that the enricher wrote. */
export function deadLetterOf(value: string | null): ReadDeadLetter | null {
  if (value === null) return null
  let json: unknown
  try {
    json = JSON.parse(value)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
  const parsed = deadLetterSchema.safeParse(json)
  if (!parsed.success) return null
  return { letter: parsed.data, text: textOf(parsed.data.value_base64) }
}

function textOf(base64: string | null): string | null {
  if (base64 === null) return null
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    // Bytes that are no text, or a letter that somebody else wrote: shown as they came, and not offered for editing.
    if (error instanceof TypeError || error instanceof DOMException) return null
    throw error
  }
}
