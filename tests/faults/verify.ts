/** Holds every store against the writer's journal: each committed event exactly once, no refused one, an unknown one at most once. */
import { z } from 'zod'
import { deadLetterSchema, enrichedEventSchema, redisKeys, utcMinute } from '../../contract/pipeline'
import { longestWindowMinutes } from '../../contract/pipeline'
import { clickhouseRows, type Stores } from '../support/pipeline'
import type { Spans } from './idle'
import type { FirstVersion, Journal } from './journal'
import { isNewEvent, parseJson, readChange } from './readChange'

export interface Finding {
  /** Null where a sum is wrong and not an event. */
  readonly id: number | null
  readonly store: 'postgres' | 'flat' | 'enriched' | 'clickhouse' | 'dead_letters' | 'redis'
  readonly detail: string
}

export interface Verdict {
  readonly asked: Readonly<Record<string, number>>
  readonly committed: number
  readonly refused: number
  readonly unknown: number
  /** Events that must be everywhere exactly once. */
  readonly events: number
  readonly deadLetters: number
  /** Minute sets times contents that were compared. */
  readonly scores: number
  /** Records that only a reader of uncommitted data sees. */
  readonly aborted: { readonly flat: number; readonly enriched: number }
  readonly lost: readonly Finding[]
  readonly doubled: readonly Finding[]
  readonly altered: readonly Finding[]
}

const columns = {
  content_id: z.string().nullable(),
  user_id: z.string().nullable(),
  event_type: z.string().nullable(),
  event_ms: z.coerce.number(),
  duration_ms: z.number().nullable(),
  device: z.string().nullable(),
}
const rowSchema = z.object({ id: z.coerce.number(), ...columns })
type Row = z.infer<typeof rowSchema>

export async function verify(stores: Stores, journal: Journal, spans: Spans): Promise<Verdict> {
  const lost: Finding[] = []
  const doubled: Finding[] = []
  const altered: Finding[] = []
  const ids = [...journal.events.keys()]
  const first = Math.min(...ids)
  const last = Math.max(...ids)

  const postgres = await postgresRows(stores, first, last)
  const flat = new Map<number, number>()
  for (const record of spans.events.committed) {
    const change = readChange(record)
    if (change !== undefined && isNewEvent(record)) flat.set(change.id, (flat.get(change.id) ?? 0) + 1)
  }
  const enriched = new Map<number, number>()
  for (const { value } of spans.enriched.committed) {
    const event = value === null ? undefined : enrichedEventSchema.safeParse(parseJson(value)).data
    if (event === undefined || event.correction === true || event.deleted === true || event.snapshot === true) continue
    enriched.set(event.event_id, (enriched.get(event.event_id) ?? 0) + 1)
  }

  /** Whether it must be there: the writer knows, or Postgres, or (inserted and deleted by one transaction) its log as the connector read it. */
  const exists = (id: number): boolean => {
    switch (journal.events.get(id)?.outcome) {
      case undefined:
      case 'refused':
        return false
      case 'committed':
        return true
      case 'unknown':
        return postgres.has(id) || (journal.deleted.has(id) && flat.has(id))
    }
  }

  for (const id of ids) {
    if (exists(id) && !postgres.has(id) && !journal.deleted.has(id))
      lost.push({ id, store: 'postgres', detail: 'committed and gone' })
    if (!exists(id) && postgres.has(id)) doubled.push({ id, store: 'postgres', detail: 'refused and there' })
  }
  for (const [store, times] of [
    ['flat', flat],
    ['enriched', enriched],
  ] as const) {
    for (const id of ids) {
      const found = times.get(id) ?? 0
      const wanted = exists(id) ? 1 : 0
      if (found < wanted) lost.push({ id, store, detail: 'not there' })
      if (found > wanted) doubled.push({ id, store, detail: `${found} times, not ${wanted}` })
    }
    for (const id of times.keys()) if (!journal.events.has(id)) doubled.push({ id, store, detail: 'never written' })
  }

  const warehouse = new Map<number, Row[]>()
  for (const row of await clickhouseRowsOf(stores, first, last))
    warehouse.set(row.id, [...(warehouse.get(row.id) ?? []), row])
  for (const [id, row] of postgres) {
    const [answered, ...more] = warehouse.get(id) ?? []
    if (answered === undefined) lost.push({ id, store: 'clickhouse', detail: 'no row' })
    else if (more.length > 0) doubled.push({ id, store: 'clickhouse', detail: `${more.length + 1} rows` })
    else {
      const differs = Object.keys(columns).filter((name) => Reflect.get(row, name) !== Reflect.get(answered, name))
      if (differs.length > 0)
        altered.push({ id, store: 'clickhouse', detail: alteredText(differs, row, answered, spans) })
    }
  }
  for (const id of warehouse.keys())
    if (!postgres.has(id)) doubled.push({ id, store: 'clickhouse', detail: 'a row of no event' })

  const letters = verifyDeadLetters(spans, lost, doubled)
  const scores = await verifyScores(
    stores,
    [...journal.events.values()].map((event) => event.first),
    exists,
    lost,
    doubled,
  )
  const count = (outcome: string): number =>
    [...journal.events.values()].filter((event) => event.outcome === outcome).length
  return {
    asked: journal.asked,
    committed: count('committed'),
    refused: count('refused'),
    unknown: count('unknown'),
    events: ids.filter(exists).length,
    deadLetters: letters,
    scores,
    aborted: { flat: spans.events.uncommitted, enriched: spans.enriched.uncommitted },
    lost,
    doubled,
    altered,
  }
}

/** Both sides of what differs, and every record of the event on its way: where it went wrong cannot be asked afterwards. */
function alteredText(differs: readonly string[], row: Row, answered: Row, { events, enriched }: Spans): string {
  const sides = differs.map(
    (name) =>
      `${name} is ${JSON.stringify(Reflect.get(row, name))} in Postgres, ${JSON.stringify(Reflect.get(answered, name))} here`,
  )
  const told = (records: Spans['events']['committed'], field: string): string[] =>
    records.flatMap(({ partition, offset, value }) => {
      const record = value === null ? undefined : parseJson(value)
      const isIts = typeof record === 'object' && record !== null && Reflect.get(record, field) === row.id
      return isIts ? [`${partition}/${offset} ${JSON.stringify(record)}`] : []
    })
  return [
    sides.join(', '),
    ...told(events.committed, 'id').map((text) => `flat ${text}`),
    ...told(enriched.committed, 'event_id').map((text) => `enriched ${text}`),
  ].join('\n')
}

async function postgresRows(stores: Stores, first: number, last: number): Promise<Map<number, Row>> {
  const { rows } = await stores.postgres.query(
    `SELECT id, content_id, user_id, event_type, floor(extract(epoch FROM event_ts) * 1000) AS event_ms, duration_ms, device
     FROM engagement_events WHERE id BETWEEN $1 AND $2`,
    [first, last],
  )
  return new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map((row) => [row.id, row]),
  )
}

function clickhouseRowsOf(stores: Stores, first: number, last: number): Promise<Row[]> {
  return clickhouseRows(
    stores,
    rowSchema,
    `SELECT event_id AS id, content_id, user_id, event_type, toUnixTimestamp64Milli(event_ts) AS event_ms, duration_ms, device
     FROM analytics.engagement_enriched WHERE event_id BETWEEN ${first} AND ${last}`,
  )
}

/** What came to the topic and is no event must be a dead letter, each once, and nothing else. @returns how many there must be */
function verifyDeadLetters(spans: Spans, lost: Finding[], doubled: Finding[]): number {
  const wanted = new Set(
    spans.events.committed
      .filter((record) => record.value !== null && readChange(record) === undefined)
      .map(({ partition, offset }) => `${partition}/${offset}`),
  )
  const found = new Map<string, number>()
  for (const { value } of spans.deadLetters.committed) {
    const letter = value === null ? undefined : deadLetterSchema.safeParse(parseJson(value)).data
    const source = letter === undefined ? 'unreadable' : `${letter.partition}/${letter.offset}`
    found.set(source, (found.get(source) ?? 0) + 1)
  }
  for (const source of wanted) if (!found.has(source)) lost.push({ id: null, store: 'dead_letters', detail: source })
  for (const [source, times] of found) {
    if (times > 1 || !wanted.has(source))
      doubled.push({ id: null, store: 'dead_letters', detail: `${source}: ${times} times` })
  }
  return wanted.size
}

const minuteMs = 60_000
const membersSchema = z.array(z.tuple([z.string(), z.coerce.number()]))

/** docs/decisions/0012, computed from the journal: cents by minute and content. */
function expectedScores(firsts: readonly FirstVersion[], exists: (id: number) => boolean): Map<string, number> {
  const now = Date.now()
  const cents = new Map<string, number>()
  for (const { id, contentId, durationMs, eventMs } of firsts) {
    if (!exists(id) || contentId === null || durationMs === null) continue
    // The writer's events lie within minutes, or hours away.
    if (eventMs > now + 10 * minuteMs || eventMs < now - 2 * longestWindowMinutes * minuteMs) continue
    const place = `${utcMinute(eventMs)}/${contentId}`
    cents.set(place, (cents.get(place) ?? 0) + Math.floor((durationMs + 5) / 10))
  }
  return cents
}

/** @returns how many scores were compared */
async function verifyScores(
  stores: Stores,
  firsts: readonly FirstVersion[],
  exists: (id: number) => boolean,
  lost: Finding[],
  doubled: Finding[],
): Promise<number> {
  const wanted = expectedScores(firsts, exists)
  const mine = new Set(firsts.map(({ contentId }) => contentId))
  const found = new Map<string, number>()
  for (const key of await stores.redis.keys(redisKeys.minute(stores.prefix, '*'))) {
    const minute = key.slice(redisKeys.minute(stores.prefix, '').length)
    const members = membersSchema.parse(await stores.redis.call('ZRANGE', key, '0', '-1', 'WITHSCORES'))
    for (const [member, score] of members) {
      if (!mine.has(member)) continue
      const cents = score * 100
      // A sum of doubles that has drifted is no whole number of cents.
      found.set(`${minute}/${member}`, Math.abs(cents - Math.round(cents)) < 1e-4 ? Math.round(cents) : cents)
    }
  }
  for (const place of new Set([...wanted.keys(), ...found.keys()])) {
    const have = found.get(place)
    const want = wanted.get(place)
    if (have === want) continue
    const finding: Finding = {
      id: null,
      store: 'redis',
      detail: `${place}: ${have ?? 'no'} cents, not ${want ?? 'no'}`,
    }
    if ((have ?? -1) > (want ?? -1)) doubled.push(finding)
    else lost.push(finding)
  }
  return wanted.size
}
