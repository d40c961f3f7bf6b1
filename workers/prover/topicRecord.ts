/** What the prover needs to know of a record of engagement_events.flat or engagement_enriched. */

/** How a record bears on its event: see workers/enricher/parseEvent.ts, whose meanings these are. */
export type RecordMeaning = 'new' | 'snapshot' | 'correction' | 'deleted'

export interface TopicRecord {
  readonly id: number
  readonly meaning: RecordMeaning
  /** Orders the versions of one event: the log's position * 2, and 1 more for an enriched correction. */
  readonly version: number
  readonly contentId: string | null
  readonly userId: string | null
  readonly eventType: string | null
  /** Milliseconds since the epoch, cut towards the past; NaN where the text is no instant that JavaScript knows. */
  readonly eventMs: number
  readonly durationMs: number | null
  readonly device: string | null
  /** Of an enriched record; null of one of flat. */
  readonly derived: DerivedFields | null
}

export interface DerivedFields {
  readonly contentType: string | null
  readonly lengthSeconds: number | null
  /** Hundredths. */
  readonly seconds: number | null
  readonly pct: number | null
  readonly committedMs: number
  readonly enrichedMs: number
}

/** An event as a record tells it, as far as it is looked at: the rest is made when it is asked for. Valid until the next record is read. */
export interface ReadEvent {
  readonly id: number
  readonly meaning: RecordMeaning
  readonly version: number
  readonly eventMs: number
  /** Null of a record of flat. */
  readonly enrichedMs: number | null
  isCanary(): boolean
  /** Of the text that rowHash.ts describes. */
  hash(): number
  record(): TopicRecord
}

/** Reads a record; null where it says nothing of an event: a tombstone, a move to another key, or no event at all. */
export type ReadRecord = (value: Buffer | null, headers: HeaderNames) => ReadEvent | null

export type HeaderNames = Readonly<Record<string, unknown>>
