import type { ClickHouseClient } from '@clickhouse/client'
import pg from 'pg'
import { z } from 'zod'
import { MarsadError } from '../../../contract/errors'
import { canaryContentId, longestWindowMinutes, redisKeys, redisPrefix, utcMinute } from '../../../contract/pipeline'
import type { Settings } from '../../../contract/settings'
import type { Endpoints } from '../../../contract/workers'
import { connectClickhouse } from '../../clients/clickhouse'
import { pause } from '../../../common/pause'
import { postgresOptions } from '../../clients/postgres'
import { connectRedis, type RedisClient } from '../../clients/redis'
import { abortWhenStalled } from './abortWhenStalled'
import { missingHop, type Sightings } from './missingHop'
import { seenInTopics } from './seenInTopics'

/** The pipeline may have a backlog to work off first: it gives up after a minute without any progress, or after ten in all. */
const stallLimitMs = 60_000
const limitMs = 600_000
const pollMs = 30

const insertedSchema = z.tuple([z.object({ id: z.coerce.number().int(), event_ms: z.coerce.number() })])
const countSchema = z.tuple([z.object({ rows: z.coerce.number().int() })])

interface Stores {
  readonly postgres: pg.Client
  readonly clickhouse: ClickHouseClient
  readonly redis: RedisClient
  readonly prefix: string
}

/** Events first: they refer to the content. Each statement is a transaction of its own. */
async function deleteRows({ postgres }: Stores): Promise<void> {
  await postgres.query('DELETE FROM public.engagement_events WHERE content_id = $1', [canaryContentId])
  await postgres.query('DELETE FROM public.content WHERE id = $1', [canaryContentId])
}

/** A proof that was cut off may have left its member in any minute set that is still shown. */
async function removeMembers({ redis, prefix }: Stores, now: number): Promise<void> {
  const pipeline = redis.pipeline()
  // One minute ahead too: the clock of Postgres may be a little before ours.
  for (let back = -1; back <= longestWindowMinutes; back += 1) {
    pipeline.zrem(redisKeys.minute(prefix, utcMinute(now - back * 60_000)), canaryContentId)
  }
  await pipeline.exec()
}

async function insertRows({ postgres }: Stores): Promise<{ eventId: number; eventMs: number }> {
  await postgres.query(
    `INSERT INTO public.content (id, slug, title, content_type, length_seconds, publish_ts)
     VALUES ($1, 'marsad-canary', 'Marsad canary', 'podcast', 60, now())`,
    [canaryContentId],
  )
  const { rows } = await postgres.query<Record<string, unknown>>(
    `INSERT INTO public.engagement_events (content_id, event_type, event_ts, duration_ms, device)
     VALUES ($1, 'play', now(), 0, 'canary')
     RETURNING id, extract(epoch FROM event_ts) * 1000 AS event_ms`,
    [canaryContentId],
  )
  const [{ id, event_ms: eventMs }] = insertedSchema.parse(rows)
  return { eventId: id, eventMs }
}

async function rowsInClickhouse({ clickhouse }: Stores, eventId: number): Promise<number> {
  const answer = await clickhouse.query({
    query: 'SELECT count() AS rows FROM analytics.engagement_enriched FINAL WHERE event_id = {eventId:UInt64}',
    query_params: { eventId },
    format: 'JSONEachRow',
  })
  return countSchema.parse(await answer.json())[0].rows
}

/** Polls until `seen` says yes; false when the signal came first. */
async function until(seen: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await seen()) return true
    await pause(pollMs, signal)
  }
  return false
}

async function prove(stores: Stores, endpoints: Endpoints, signal: AbortSignal): Promise<void> {
  const startedMs = Date.now()
  await removeMembers(stores, startedMs)
  await deleteRows(stores)
  const { eventId, eventMs } = await insertRows(stores)
  const key = redisKeys.minute(stores.prefix, utcMinute(eventMs))
  const [inClickhouse, inRedis] = await Promise.all([
    until(async () => (await rowsInClickhouse(stores, eventId)) === 1, signal),
    until(async () => (await stores.redis.zscore(key, canaryContentId)) !== null, signal),
  ])
  if (!inClickhouse || !inRedis) {
    const topics = await seenInTopics(endpoints, eventId, startedMs)
    const sightings: Sightings = { ...topics, inClickhouse, inRedis }
    throw new MarsadError('canary_lost', { ...missingHop(sightings) })
  }
  await deleteRows(stores)
  const gone = await until(async () => (await rowsInClickhouse(stores, eventId)) === 0, signal)
  if (!gone) throw new MarsadError('canary_lost', { hop: 'ClickHouse', seen: 'ClickHouse' })
  await removeMembers(stores, Date.now())
}

/**
 * Proves the whole way once: a content row and an event of no length are committed in Postgres, seen in ClickHouse and in Redis,
 * and removed again. What an interrupted proof left is removed first.
 * @throws MarsadError `canary_lost` {hop: the first hop it did not reach, seen: the last one it did}; the rows then stay in
 * Postgres, hidden by their content id, until the next proof. When `signal` aborts, its reason.
 */
export async function proveCanary(endpoints: Endpoints, settings: Settings, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const failures: string[] = []
  const postgres = new pg.Client({
    ...postgresOptions(endpoints),
    connectionTimeoutMillis: 5_000,
    application_name: 'marsad canary',
  })
  postgres.on('error', (error) => failures.push(error.message))
  const clickhouse = connectClickhouse(endpoints)
  const redis = connectRedis(endpoints, (_level, text) => failures.push(text))
  const stalled = abortWhenStalled(endpoints, stallLimitMs, signal)
  // Not AbortSignal.timeout: AbortSignal.any holds it weakly, and on Node 20 it may be collected before it fires.
  const late = new AbortController()
  const limit = setTimeout(() => late.abort(), limitMs)
  const both = AbortSignal.any([signal, stalled.signal, late.signal])
  try {
    await postgres.connect()
    const prefix = redisPrefix(settings.redisKeyPrefix, endpoints.redis.cluster)
    await prove({ postgres, clickhouse, redis, prefix }, endpoints, both)
  } catch (thrown) {
    signal.throwIfAborted()
    if (thrown instanceof MarsadError) throw thrown
    throw new MarsadError('canary_lost', {}, new Error(failures.join('; '), { cause: thrown }))
  } finally {
    clearTimeout(limit)
    await stalled.close()
    redis.disconnect()
    await clickhouse.close()
    await postgres.end()
  }
}
