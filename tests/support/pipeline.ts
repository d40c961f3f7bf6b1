/** The real stores of a running instance, and what they hold about events. */
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kafka } from 'kafkajs'
import type pg from 'pg'
import { z } from 'zod'
import {
  canaryContentId,
  connectorName,
  enrichedEventSchema,
  redisKeys,
  redisPrefix,
  topics,
  utcMinute,
  type EnrichedEvent,
} from '../../contract/pipeline'
import type { Endpoints } from '../../contract/workers'
import { connectClickhouse } from '../../workers/clients/clickhouse'
import { connectRest } from '../../workers/clients/connect/connectRest'
import { connectKafka } from '../../workers/kafka/wire/kafkajs/connectKafka'
import { connectPostgres } from '../../workers/clients/postgres'
import { connectRedis, type RedisClient } from '../../workers/clients/redis'
import { endpointsOf } from './instance'
import { readTopicRecords, type SpanRecord } from './topicSpan'
import { waitFor } from './waitFor'

export interface Stores {
  endpoints: Endpoints
  /** Of every key in Redis. */
  prefix: string
  postgres: pg.Pool
  /** As the console's superuser, in the database of the pipeline. */
  superuser: pg.Pool
  clickhouse: ClickHouseClient
  redis: RedisClient
  kafka: Kafka
  close(): Promise<void>
}

const quiet = (): void => undefined

export async function openStores(dataDir: string): Promise<Stores> {
  return openStoresAt(await endpointsOf(dataDir))
}

export function openStoresAt(endpoints: Endpoints): Stores {
  const postgres = connectPostgres(endpoints, 4, quiet)
  const privileged = { ...endpoints, postgres: { ...endpoints.postgres, ...endpoints.postgresSuperuser } }
  const superuser = connectPostgres(privileged, 1, quiet)
  const clickhouse = connectClickhouse(endpoints)
  const redis = connectRedis(endpoints, quiet)
  const kafka = connectKafka(endpoints, 'marsad-test', quiet)
  return {
    endpoints,
    prefix: redisPrefix('', endpoints.redis.cluster),
    postgres,
    superuser,
    clickhouse,
    redis,
    kafka,
    close: async () => {
      await Promise.all([postgres.end(), superuser.end(), clickhouse.close(), redis.quit()])
    },
  }
}

const idRow = z.object({ id: z.coerce.number() })

/** Ids of all events in Postgres, ascending, the canary's left out. */
export async function postgresIds(stores: Stores): Promise<number[]> {
  const answer = await stores.postgres.query(
    'SELECT id FROM engagement_events WHERE content_id IS DISTINCT FROM $1 ORDER BY id',
    [canaryContentId],
  )
  return z
    .array(idRow)
    .parse(answer.rows)
    .map((row) => row.id)
}

/** Rows of a SELECT in ClickHouse, as JSONEachRow gives them. */
export async function clickhouseRows<S extends z.ZodType>(
  stores: Stores,
  schema: S,
  query: string,
): Promise<z.output<S>[]> {
  const answer = await stores.clickhouse.query({ query, format: 'JSONEachRow' })
  return z.array(schema).parse(await answer.json())
}

/** Event ids as ClickHouse answers them, ascending, doubled ones twice. */
export async function clickhouseIds(stores: Stores): Promise<number[]> {
  const rows = await clickhouseRows(
    stores,
    idRow,
    `SELECT event_id AS id FROM analytics.engagement_enriched WHERE content_id IS NULL OR content_id != '${canaryContentId}' ORDER BY event_id`,
  )
  return rows.map((row) => row.id)
}

/**
 * All committed records of a topic, by partition and offset, from its beginning to where it ends now. Not with kafkajs's consumer, which
 * shows records of transactions that were aborted together (docs/decisions/0010-reading-below-the-consumer.md).
 */
export function readTopic(stores: Stores, topic: string): Promise<readonly SpanRecord[]> {
  return readTopicRecords(stores.kafka, topic)
}

/** The committed records of engagement_enriched, the canary's left out. */
export async function enrichedRecords(stores: Stores): Promise<EnrichedEvent[]> {
  const records: EnrichedEvent[] = []
  for (const record of await readTopic(stores, topics.enriched)) {
    if (record.value === null) continue
    let value: unknown
    try {
      value = JSON.parse(record.value.toString())
    } catch (thrown) {
      // A test put a malformed record there on purpose; ClickHouse's errors table is where it is asked for.
      if (thrown instanceof SyntaxError) continue
      throw thrown
    }
    const parsed = enrichedEventSchema.safeParse(value)
    if (parsed.success && parsed.data.content_id !== canaryContentId) records.push(parsed.data)
  }
  return records
}

/** Score of a content in the minute set of an instant, in whole cents; null when it is not a member. */
export async function scoreCents(stores: Stores, contentId: string, epochMs: number): Promise<number | null> {
  const score = await stores.redis.zscore(redisKeys.minute(stores.prefix, utcMinute(epochMs)), contentId)
  return score === null ? null : Math.round(Number(score) * 100)
}

/** The sum of a content's scores over every minute set there is, in whole cents. */
export async function totalCents(stores: Stores, contentId: string): Promise<number> {
  const keys = await stores.redis.keys('zset:eng:minute:*')
  let cents = 0
  for (const key of keys) cents += Math.round(Number((await stores.redis.zscore(key, contentId)) ?? 0) * 100)
  return cents
}

/** A new content row; resolves with its id. */
export async function insertContent(
  stores: Stores,
  lengthSeconds: number | null = 600,
  type = 'podcast',
): Promise<string> {
  const answer = await stores.postgres.query(
    `INSERT INTO content (id, slug, title, content_type, length_seconds, publish_ts)
     SELECT g.id, 'test-' || g.id, 'Test', $1, $2, now() FROM (SELECT gen_random_uuid() AS id) g RETURNING id`,
    [type, lengthSeconds],
  )
  return (
    z
      .array(z.object({ id: z.string() }))
      .length(1)
      .parse(answer.rows)[0]?.id ?? ''
  )
}

export interface NewEvent {
  contentId: string | null
  durationMs: number | null
  eventTs?: Date
}

/** New event rows in one statement; resolves with their ids in order. */
export async function insertEvents(stores: Stores, events: readonly NewEvent[]): Promise<number[]> {
  const answer = await stores.postgres.query(
    `INSERT INTO engagement_events (content_id, user_id, event_type, event_ts, duration_ms, device, raw_payload)
     SELECT (e->>'contentId')::uuid, gen_random_uuid(), 'play', (e->>'eventTs')::timestamptz, (e->>'durationMs')::int, 'web', '{}'
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS t(e, n) ORDER BY n RETURNING id`,
    [JSON.stringify(events.map((event) => ({ ...event, eventTs: (event.eventTs ?? new Date()).toISOString() })))],
  )
  return z
    .array(idRow)
    .parse(answer.rows)
    .map((row) => row.id)
}

/** Waits until ClickHouse answers exactly the events of Postgres; where it does not, the failure says how far they came. */
export async function untilConsistent(stores: Stores, limitMs = 60_000): Promise<number[]> {
  try {
    return await waitFor(
      'ClickHouse to answer exactly the events of Postgres',
      async () => {
        const [there, here] = await Promise.all([postgresIds(stores), clickhouseIds(stores)])
        return there.length === here.length && there.every((id, index) => id === here[index]) && there
      },
      limitMs,
    )
  } catch (thrown) {
    throw new Error(`ClickHouse and Postgres differ: ${await howFar(stores)}`, { cause: thrown })
  }
}

/** Which events differ, and the last hop that has them. */
async function howFar(stores: Stores): Promise<string> {
  const [there, here, flat, enriched, connector, consumers] = await Promise.all([
    postgresIds(stores),
    clickhouseIds(stores),
    topicIds(stores, topics.events),
    topicIds(stores, topics.enriched),
    connectRest(stores.endpoints.connect, new AbortController().signal).status(connectorName),
    clickhouseRows(
      stores,
      z.unknown(),
      `SELECT assignments.partition_id AS partition, assignments.current_offset AS offset, last_poll_time, last_commit_time,
         arrayMap(text -> substring(text, 1, 100), exceptions.text) AS errors FROM system.kafka_consumers`,
    ),
  ])
  const has = new Set(here)
  const wanted = new Set(there)
  const lacks = there.filter((id) => !has.has(id))
  const few = (ids: readonly number[]): string => `${ids.length} (${ids.slice(0, 5).join(', ')})`
  return [
    `it lacks ${few(lacks)}, of those flat has ${few(lacks.filter((id) => flat.has(id)))}`,
    `engagement_enriched has ${few(lacks.filter((id) => enriched.has(id)))}`,
    `it has too many: ${few(here.filter((id, index) => !wanted.has(id) || here[index - 1] === id))}`,
    `the connector: ${JSON.stringify(connector)}`,
    `ClickHouse's consumers: ${JSON.stringify(consumers)}`,
  ].join('; ')
}

/** Ids of the events that a topic tells of, as both topics begin a record; what is no event is left out. */
async function topicIds(stores: Stores, topic: string): Promise<Set<number>> {
  const found = new Set<number>()
  for (const { value } of await readTopic(stores, topic)) {
    const id = /^\{"(?:event_)?id":(\d+)/.exec(value?.toString() ?? '')?.[1]
    if (id !== undefined) found.add(Number(id))
  }
  return found
}
