/**
 * The data contract of the pipeline: names of tables, topics and keys, and the records
 * that travel between the parts. Source: docs/pipeline.md.
 */
import { z } from 'zod'

/** Kafka topics, by the part they play. */
export const topics = {
  content: 'content.flat',
  events: 'engagement_events.flat',
  enriched: 'engagement_enriched',
  deadLetters: 'engagement_events.dlq',
} as const
export const topicNames = [topics.content, topics.events, topics.enriched, topics.deadLetters] as const
export const topicNameSchema = z.enum(topicNames)
export type TopicName = z.infer<typeof topicNameSchema>

/** Debezium's `topic.prefix`; it also names the heartbeat topic. */
export const connectorTopicPrefix = 'marsad'
export const heartbeatTopic = `__debezium-heartbeat.${connectorTopicPrefix}`
export const connectorName = 'pg-content-engagement-cdc'
export const replicationSlot = 'dbz_slot_content_engagement'
export const publication = 'dbz_publication'

export const contentTypes = ['podcast', 'newsletter', 'video'] as const
export const contentTypeSchema = z.enum(contentTypes)
export type ContentType = z.infer<typeof contentTypeSchema>

export const eventTypes = ['play', 'pause', 'finish', 'click'] as const
export const eventTypeSchema = z.enum(eventTypes)
export type EventType = z.infer<typeof eventTypeSchema>

/** Debezium operation codes as `__op` carries them: create, read (snapshot), update, delete. */
export const changeOperationSchema = z.enum(['c', 'r', 'u', 'd'])
export type ChangeOperation = z.infer<typeof changeOperationSchema>

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'not a UUID')
/** An RFC 3339 instant as Debezium writes timestamptz: up to microseconds, with `Z` or an offset. */
const instant = z
  .string()
  .regex(/^-?\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/, 'not an RFC 3339 instant')
const int32 = z.int().min(-2147483648).max(2147483647)
const safeId = z.int().nonnegative().max(Number.MAX_SAFE_INTEGER)

const changeFields = {
  __op: changeOperationSchema,
  __table: z.string(),
  /** Milliseconds since the epoch: when Postgres committed the change (Debezium `source.ts_ms`). */
  __source_ts_ms: safeId,
  /** Position of the change in the write-ahead log; orders the versions of one row. Null is not expected from Postgres. */
  __source_lsn: safeId,
}

/** A row of `public.engagement_events` as it arrives on `engagement_events.flat`. */
export const eventChangeSchema = z.object({
  ...changeFields,
  id: safeId,
  content_id: uuid.nullable(),
  user_id: uuid.nullable(),
  event_type: eventTypeSchema.nullable(),
  event_ts: instant,
  duration_ms: int32.nullable(),
  device: z.string().nullable(),
  raw_payload: z.string().nullable(),
})
export type EventChange = z.infer<typeof eventChangeSchema>

/** A row of `public.content` as it arrives on `content.flat`. A tombstone (null value) follows a delete. */
export const contentChangeSchema = z.object({
  ...changeFields,
  id: uuid,
  slug: z.string(),
  title: z.string(),
  content_type: contentTypeSchema.nullable(),
  length_seconds: int32.nullable(),
  publish_ts: instant,
})
export type ContentChange = z.infer<typeof contentChangeSchema>

const decimalText = z.string().regex(/^-?\d+\.\d{2}$/, 'not a decimal with two places')

/** One record of `engagement_enriched`. Field rules: docs/pipeline.md. */
export const enrichedEventSchema = z.object({
  event_id: safeId,
  content_id: uuid.nullable(),
  user_id: uuid.nullable(),
  event_type: eventTypeSchema.nullable(),
  event_ts: instant,
  duration_ms: int32.nullable(),
  device: z.string().nullable(),
  content_type: contentTypeSchema.nullable(),
  length_seconds: int32.nullable(),
  engagement_seconds: decimalText.nullable(),
  engagement_pct: decimalText.nullable(),
  committed_ms: safeId,
  enriched_ms: safeId,
  /** LSN of the change that this record tells of: with `correction` it orders the versions of one event. */
  source_lsn: safeId,
  correction: z.literal(true).optional(),
  deleted: z.literal(true).optional(),
  /** Made from a row that was read from the table: it may repeat an event that was told before. */
  snapshot: z.literal(true).optional(),
})
export type EnrichedEvent = z.infer<typeof enrichedEventSchema>

/** Why a record could not be enriched. */
export const deadLetterReasonSchema = z.enum(['not_json', 'not_an_event', 'key_mismatch'])
export type DeadLetterReason = z.infer<typeof deadLetterReasonSchema>

/** One record of `engagement_events.dlq` (JSON); the raw bytes are base64 so that nothing is lost. */
export const deadLetterSchema = z.object({
  reason: deadLetterReasonSchema,
  /** What exactly did not fit, for people. */
  detail: z.string(),
  topic: z.string(),
  partition: z.int().nonnegative(),
  offset: z.string().regex(/^\d+$/),
  key_base64: z.string().nullable(),
  value_base64: z.string().nullable(),
  failed_ms: safeId,
})
export type DeadLetter = z.infer<typeof deadLetterSchema>

/** Content of the canary: reserved, never shown to people, present only while a start is being proved. */
export const canaryContentId = '00000000-0000-4000-8000-000000ca9a1e'

/** Leaderboard windows, in minutes. */
export const windowMinutes = [1, 5, 10, 60] as const
export const windowSchema = z.union([z.literal(1), z.literal(5), z.literal(10), z.literal(60)])
export type WindowMinutes = z.infer<typeof windowSchema>
export const longestWindowMinutes = 60

/** The first braces with something between them: what Redis Cluster hashes instead of the whole key (its specification, hash tags). */
const hashTag = /^[^{]*\{[^}]+\}/

/**
 * The prefix of every key in Redis: the setting's, on Redis Cluster with a hash tag, so that the keys of one atomic script lie in one
 * slot. A prefix that brings its own tag is taken as it is.
 */
export function redisPrefix(setting: string, cluster: boolean): string {
  return !cluster || hashTag.test(setting) ? setting : `{marsad}:${setting}`
}

/** Redis keys. `prefix`: what {@link redisPrefix} says; empty by default. */
export const redisKeys = {
  /** Sorted set of one UTC minute: member content id, score seconds. `minute` is `YYYYMMDDHHMM`. */
  minute: (prefix: string, minute: string): string => `${prefix}zset:eng:minute:${minute}`,
  /** Hash: field partition number → next offset to apply. */
  offsets: (prefix: string): string => `${prefix}eng:leaderboard:offsets`,
  /** Hash: fields `past` and `future` → events outside every window, counted apart. */
  outside: (prefix: string): string => `${prefix}eng:leaderboard:outside`,
  /** Bitmap of the events that have scored, of {@link scoredPageEvents} ids: `page` is floor(event_id / 4096). `generation`: see sql/redis/rebuild.lua. */
  scored: (prefix: string, generation: string, page: number): string =>
    `${prefix}eng:leaderboard:scored:${generation}:${page}`,
} as const

/** How many event ids one bitmap of scored events holds. */
export const scoredPageEvents = 4_096

/** The UTC minute of an instant in milliseconds, as `YYYYMMDDHHMM`. */
export function utcMinute(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 16).replace(/[-T:]/g, '')
}

/** Start of a UTC minute written as `YYYYMMDDHHMM`, in milliseconds since the epoch; the inverse of {@link utcMinute}. */
export function minuteStartMs(minute: string): number {
  return Date.UTC(
    Number(minute.slice(0, 4)),
    Number(minute.slice(4, 6)) - 1,
    Number(minute.slice(6, 8)),
    Number(minute.slice(8, 10)),
    Number(minute.slice(10, 12)),
  )
}

/**
 * The UTC minutes that a leaderboard window is made of, oldest first: the minute in progress and the `minutes` − 1 before it.
 * A window therefore covers between `minutes` − 1 and `minutes` whole minutes, and its score equals a sum over the events
 * whose `date_trunc('minute', event_ts at time zone 'utc')` is one of them: the observer, `--report` and the tests share this rule.
 */
export function windowMinutesOf(nowMs: number, minutes: number): string[] {
  return Array.from({ length: minutes }, (_, index) => utcMinute(nowMs - (minutes - 1 - index) * 60_000))
}

/** The promise of the source project, from commit in Postgres to the leaderboard, in milliseconds. */
export const freshnessBudgetMs = 5000
