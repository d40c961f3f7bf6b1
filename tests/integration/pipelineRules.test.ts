/** The data contract, rule by rule, on the real services: docs/pipeline.md. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Partitioners } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { consoleAccount } from '../../contract/loopbackEndpoints'
import { deadLetterSchema, redisKeys, topics, utcMinute } from '../../contract/pipeline'
import {
  clickhouseRows,
  enrichedRecords,
  insertContent,
  insertEvents,
  openStores,
  readTopic,
  scoreCents,
  totalCents,
  untilConsistent,
  type Stores,
} from '../support/pipeline'
import { copyInto } from '../support/copyInto'
import { runCli, type Finished } from '../support/cli'
import { ask, readStatus } from '../support/instance'
import { waitFor } from '../support/waitFor'

let stores: Stores
beforeAll(async () => {
  stores = await openStores(inject('dataDir'))
})
afterAll(() => stores.close())

const warehouseRow = z.object({
  event_id: z.coerce.number(),
  content_id: z.string().nullable(),
  event_type: z.string().nullable(),
  content_type: z.string().nullable(),
  length_seconds: z.number().nullable(),
  seconds: z.string().nullable(),
  pct: z.string().nullable(),
  device: z.string().nullable(),
  duration_ms: z.number().nullable(),
})
const flatSchema = z.object({
  id: z.int(),
  content_id: z.string().nullable(),
  __op: z.string(),
  __source_lsn: z.int(),
})
const keyHeaders = (headers: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(headers).filter((name) => /^__debezium\.(old|new)key$/.test(name))
const rowOf = async (id: number): Promise<z.output<typeof warehouseRow> | undefined> => {
  const rows = await clickhouseRows(
    stores,
    warehouseRow,
    `SELECT event_id, content_id, event_type, content_type, length_seconds, toDecimalString(engagement_seconds, 2) AS seconds,
       toDecimalString(engagement_pct, 2) AS pct, device, duration_ms FROM analytics.engagement_enriched WHERE event_id = ${id}`,
  )
  expect(rows.length).toBeLessThanOrEqual(1)
  return rows[0]
}
/** The row once it has its content: an event that overtakes a new content is corrected a moment later. */
const settledRow = (id: number, contentType: string): Promise<z.output<typeof warehouseRow>> =>
  waitFor(`event ${id} to be of a ${contentType}`, async () => {
    const row = await rowOf(id)
    return row?.content_type === contentType && row
  })
const settledScore = (contentId: string, at: number, cents: number): Promise<number> =>
  waitFor(`${contentId} to score ${cents} cents`, async () => {
    const now = await scoreCents(stores, contentId, at)
    return now === cents && now
  })

test('decimals are exact, half up, and null where they cannot be', async () => {
  const content = await insertContent(stores, 7)
  const endless = await insertContent(stores, null, 'newsletter')
  const [half, none, noLength, nothing] = await insertEvents(stores, [
    { contentId: content, durationMs: 1_005 },
    { contentId: content, durationMs: null },
    { contentId: endless, durationMs: 2_500 },
    { contentId: null, durationMs: 1_000 },
  ])
  await untilConsistent(stores)
  expect(await settledRow(half ?? 0, 'podcast')).toMatchObject({ seconds: '1.01', pct: '0.14', length_seconds: 7 })
  expect(await settledRow(none ?? 0, 'podcast')).toMatchObject({ seconds: null, pct: null })
  expect(await settledRow(noLength ?? 0, 'newsletter')).toMatchObject({ seconds: '2.50', pct: null })
  expect(await rowOf(nothing ?? 0)).toMatchObject({ content_id: null, content_type: null, seconds: '1.00', pct: null })
})

test('the leaderboard adds to the cent', async () => {
  const content = await insertContent(stores)
  const at = new Date()
  await insertEvents(
    stores,
    Array.from({ length: 300 }, (_, i) => ({ contentId: content, durationMs: 10 * (i % 3) + 5, eventTs: at })),
  )
  // 5 ms → 0.01, 15 ms → 0.02, 25 ms → 0.03, a hundred of each.
  await settledScore(content, at.getTime(), 100 * (1 + 2 + 3))
})

describe('whatever happens to an event at the source', () => {
  test('an update of each column replaces the row and never scores again', async () => {
    const content = await insertContent(stores, 100)
    const other = await insertContent(stores, 50, 'video')
    const at = new Date()
    const [id] = await insertEvents(stores, [{ contentId: content, durationMs: 10_000, eventTs: at }])
    await settledScore(content, at.getTime(), 1000)
    const change = (set: string): Promise<unknown> =>
      stores.postgres.query(`UPDATE engagement_events SET ${set} WHERE id = $1`, [id])
    const until = (what: Partial<z.output<typeof warehouseRow>>): Promise<boolean> =>
      waitFor(JSON.stringify(what), async () => {
        const row = await rowOf(id ?? 0)
        return row !== undefined && Object.entries(what).every(([key, value]) => Reflect.get(row, key) === value)
      })
    await change('duration_ms = 20000')
    await until({ duration_ms: 20_000, seconds: '20.00' })
    await change("event_type = 'finish', device = 'tv', user_id = NULL, raw_payload = '[]'")
    await until({ event_type: 'finish', device: 'tv' })
    await change(`content_id = '${other}'`)
    await until({ content_id: other, content_type: 'video', length_seconds: 50 })
    await change("event_ts = event_ts - interval '3 minutes'")
    await change('content_id = NULL')
    await until({ content_id: null, content_type: null })
    await change(`content_id = '${content}'`)
    await until({ content_id: content, content_type: 'podcast', length_seconds: 100 })
    await untilConsistent(stores)
    expect([await totalCents(stores, content), await totalCents(stores, other)]).toEqual([1000, 0])
    const first = (await enrichedRecords(stores)).filter(
      (r) => r.event_id === id && r.correction !== true && r.deleted !== true,
    )
    expect(first.length).toBe(1)
    // One record each, also where the key changed: of two, a Connect that dies could tell one (docs/decisions/0030-key-of-an-event.md).
    const told = (await readTopic(stores, topics.events)).flatMap(({ key, value, headers }) => {
      const { data } = flatSchema.safeParse(JSON.parse(value?.toString() ?? 'null'))
      if (data?.id !== id) return []
      return [{ key: String(key), content: data?.content_id, op: data?.__op, keys: keyHeaders(headers) }]
    })
    const of = (op: string, value: string | null) => ({ key: JSON.stringify(value), content: value, op, keys: [] })
    const byPartition = (all: readonly unknown[]): string[] => all.map((each) => JSON.stringify(each)).sort()
    expect(byPartition(told)).toEqual(
      byPartition([
        ...[of('c', content), of('u', content), of('u', content), of('u', other), of('u', other)],
        ...[of('u', null), of('u', content)],
      ]),
    )
  })

  test('an event whose id is changed is gone under the old one, and scores once', async () => {
    const content = await insertContent(stores, 100)
    const at = new Date()
    const [id = 0] = await insertEvents(stores, [{ contentId: content, durationMs: 10_000, eventTs: at }])
    await settledScore(content, at.getTime(), 1000)
    await stores.postgres.query("SELECT setval('engagement_events_id_seq', $1)", [id + 1])
    await stores.postgres.query('UPDATE engagement_events SET id = $2 WHERE id = $1', [id, id + 1])
    await untilConsistent(stores)
    expect([await rowOf(id), (await rowOf(id + 1))?.duration_ms]).toEqual([undefined, 10_000])
    // The create stands at the position of the delete, and a Connect that dies between them loses it: the update does not
    // (docs/decisions/0031-a-changed-id-is-told-again.md).
    const told = await waitFor('the update that tells it again', async () => {
      const records = (await readTopic(stores, topics.events)).flatMap(({ value }) => {
        const { data } = flatSchema.safeParse(JSON.parse(value?.toString() ?? 'null'))
        return data !== undefined && (data.id === id || data.id === id + 1) ? [data] : []
      })
      return records.length === 4 && records
    })
    expect(told.map(({ id: of, __op: op }) => `${op} ${of - id}`)).toEqual(['c 0', 'd 0', 'c 1', 'u 1'])
    const [, gone, , again] = told.map(({ __source_lsn: lsn }) => lsn)
    expect(again).toBeGreaterThan(gone ?? Infinity)
    expect(await totalCents(stores, content)).toBe(1000)
    await stores.postgres.query('DELETE FROM engagement_events WHERE id = $1', [id + 1])
    await untilConsistent(stores)
  })

  test('each row that COPY loads has a position of its own, so that a Connect that dies among them loses none', async () => {
    const content = await insertContent(stores)
    const at = new Date().toISOString()
    const rows = Array.from({ length: 200 }, () => [content, 'play', at])
    const client = await stores.postgres.connect()
    try {
      await copyInto(client, 'engagement_events', ['content_id', 'event_type', 'event_ts'], rows)
    } finally {
      client.release()
    }
    await untilConsistent(stores)
    const positions = (await readTopic(stores, topics.events)).flatMap(({ value }) => {
      const { data } = flatSchema.safeParse(JSON.parse(value?.toString() ?? 'null'))
      return data?.content_id === content ? [data.__source_lsn] : []
    })
    expect([positions.length, new Set(positions).size]).toEqual([200, 200])
  })

  test('a deleted event disappears from what ClickHouse answers', async () => {
    const content = await insertContent(stores)
    const ids = await insertEvents(stores, [
      { contentId: content, durationMs: 1_000 },
      { contentId: null, durationMs: 1_000 },
    ])
    await untilConsistent(stores)
    await stores.postgres.query('DELETE FROM engagement_events WHERE id = ANY($1)', [ids])
    await untilConsistent(stores)
    for (const id of ids) expect(await rowOf(id)).toBeUndefined()
  })

  test('deleted content leaves its later events without type and length', async () => {
    const content = await insertContent(stores)
    await stores.postgres.query('DELETE FROM content WHERE id = $1', [content])
    await waitFor('the tombstone of the content', async () =>
      (await readTopic(stores, topics.content)).some(
        (r) => r.key?.toString() === JSON.stringify(content) && r.value === null,
      ),
    )
    const [id] = await insertWithoutForeignKey(content, 4_000)
    await untilConsistent(stores)
    expect(await rowOf(id ?? 0)).toMatchObject({
      content_id: content,
      content_type: null,
      length_seconds: null,
      seconds: '4.00',
      pct: null,
    })
  })
})

/** Past the foreign key, as a restore by a superuser may: the event is there before its content. */
async function insertWithoutForeignKey(contentId: string, durationMs: number): Promise<number[]> {
  const connection = await stores.superuser.connect()
  try {
    await connection.query('BEGIN')
    await connection.query('SET LOCAL session_replication_role = replica')
    const answer = await connection.query(
      "INSERT INTO engagement_events (content_id, event_type, event_ts, duration_ms) VALUES ($1, 'play', now(), $2) RETURNING id",
      [contentId, durationMs],
    )
    await connection.query('COMMIT')
    return z
      .array(z.object({ id: z.coerce.number() }))
      .parse(answer.rows)
      .map((row) => row.id)
  } finally {
    connection.release()
  }
}

test('content after its events: enriched at once with nulls, corrected when it comes, scored once', async () => {
  const content = crypto.randomUUID()
  const [id] = await insertWithoutForeignKey(content, 30_000)
  await waitFor('the event without its content', async () => (await rowOf(id ?? 0))?.content_type === null)
  await stores.postgres.query("INSERT INTO content VALUES ($1, $2, 'Late', 'video', 60, now())", [
    content,
    `late-${content}`,
  ])
  await waitFor('the correction', async () => (await rowOf(id ?? 0))?.content_type === 'video')
  expect(await rowOf(id ?? 0)).toMatchObject({ length_seconds: 60, pct: '0.50' })
  expect(await totalCents(stores, content)).toBe(3000)
})

test('a logical message of somebody else in the log of Postgres stops nothing', async () => {
  for (const isTransactional of [true, false])
    await stores.postgres.query("SELECT pg_logical_emit_message($1, 'somebody', 'a message')", [isTransactional])
  const content = await insertContent(stores)
  const [event] = await insertEvents(stores, [{ contentId: content, durationMs: 1_000 }])
  expect(await untilConsistent(stores)).toContain(event)
})

test('an event that is told again from the table changes no count and no score', async () => {
  const content = await insertContent(stores)
  const at = new Date()
  const past = new Date('1999-12-31T23:59:59.999Z')
  const pastBefore = Number((await stores.redis.hget(redisKeys.outside(''), 'past')) ?? 0)
  const [id] = await insertEvents(stores, [
    { contentId: content, durationMs: 2_500, eventTs: at },
    { contentId: content, durationMs: 1_000, eventTs: past },
  ])
  await settledScore(content, at.getTime(), 250)
  // The two may be told in two transactions, one after the other.
  const outside = await waitFor('the one of the past to be counted apart', async () => {
    const found = await stores.redis.hgetall(redisKeys.outside(''))
    return Number(found['past'] ?? 0) === pastBefore + 1 && found
  })
  const counted = (await readStatus(inject('dataDir'))).counts
  const told = (await readTopic(stores, topics.events)).filter(({ key }) => key?.toString() === JSON.stringify(content))
  expect(told).toHaveLength(2)
  const producer = stores.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  await producer.send({
    topic: topics.events,
    messages: told.map(({ key, value, partition }) => ({
      key,
      partition,
      value: value?.toString().replace('"__op":"c"', '"__op":"r"') ?? null,
    })),
  })
  await producer.disconnect()
  // What comes after it in the same partition has been applied: so has it.
  await waitFor('both to be enriched again', async () => {
    const found = (await enrichedRecords(stores)).filter((event) => event.content_id === content && event.snapshot)
    return found.length === 2
  })
  await insertEvents(stores, [{ contentId: content, durationMs: 10, eventTs: at }])
  await settledScore(content, at.getTime(), 251)
  expect(await stores.redis.hgetall(redisKeys.outside(''))).toEqual(outside)
  await untilConsistent(stores)
  expect(await rowOf(id ?? 0)).toMatchObject({ duration_ms: 2_500 })
  await waitFor('the counts to tell of one event more', async () => {
    const now = (await readStatus(inject('dataDir'))).counts
    return now?.flat === (counted?.flat ?? 0) + 1 && now.enriched === (counted?.enriched ?? 0) + 1
  })
})

test('a malformed record becomes one dead letter with its bytes, and the stream goes on', async () => {
  const producer = stores.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  const poison = Buffer.from([0xff, 0x00, 0x7b, 0x22])
  const [notJson] = await producer.send({
    topic: topics.events,
    messages: [{ key: 'poison', value: poison, partition: 1 }],
  })
  await producer.send({ topic: topics.events, messages: [{ key: 'poison', value: '{"id":"seven"}', partition: 1 }] })
  await producer.disconnect()
  const letters = await waitFor('two dead letters', async () => {
    const all = (await readTopic(stores, topics.deadLetters)).map((r) =>
      deadLetterSchema.parse(JSON.parse(r.value?.toString() ?? '')),
    )
    // Other suites leave theirs.
    const found = all.filter((letter) => letter.key_base64 === Buffer.from('poison').toString('base64'))
    return found.length >= 2 && found
  })
  expect(letters.map((letter) => letter.reason).sort()).toEqual(['not_an_event', 'not_json'])
  expect(letters.find((letter) => letter.reason === 'not_json')).toMatchObject({
    topic: topics.events,
    partition: 1,
    offset: notJson?.baseOffset,
    value_base64: poison.toString('base64'),
  })
  await insertEvents(stores, [{ contentId: null, durationMs: 1 }])
  await untilConsistent(stores)
})

test('a dead letter is edited and sent back, twice, and counts once', async () => {
  const dataDir = inject('dataDir')
  const content = await insertContent(stores)
  // An instant that the contract refuses: Postgres holds the event, the topic its bytes.
  const answer = await stores.postgres.query<{ id: string }>(
    `INSERT INTO engagement_events (content_id, event_type, event_ts, duration_ms) VALUES ($1, 'play', 'infinity', 4000) RETURNING id`,
    [content],
  )
  const id = Number(answer.rows[0]?.id)
  const letterSchema = z.object({ dlq_partition: z.number(), dlq_offset: z.string(), value_base64: z.string() })
  const { place, value } = await waitFor('the event to become a dead letter', async () => {
    const told = await runCli(['dead-letters', '--json', '--data', dataDir])
    expect(told.code).toBe(0)
    for (const letter of z.array(letterSchema).parse(JSON.parse(told.stdout))) {
      const text = Buffer.from(letter.value_base64, 'base64').toString()
      if (text.includes(content)) return { place: `${letter.dlq_partition}/${letter.dlq_offset}`, value: text }
    }
    return false
  })
  const resend = (...args: string[]): Promise<Finished> => runCli(['resend', place, '--data', dataDir, ...args])
  const refused = await resend()
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(/The enricher would not take this value: event_ts/)

  const at = new Date()
  const edited = join(await mkdtemp(join(tmpdir(), 'marsad-letter-')), 'value.json')
  await writeFile(edited, value.replace(/"event_ts":"[^"]*"/, `"event_ts":"${at.toISOString()}"`))
  try {
    expect((await resend('--value', edited, '--check')).stdout).toBe(
      `The enricher takes it as event ${id}. Nothing was sent.\n`,
    )
    expect(await rowOf(id)).toBeUndefined()
    for (const round of [1, 2]) {
      expect((await resend('--value', edited)).stdout, `round ${round}`).toBe(`Sent back as event ${id}.\n`)
    }
  } finally {
    await rm(dirname(edited), { recursive: true })
  }
  await waitFor('both to be enriched', async () => {
    return (await enrichedRecords(stores)).filter(({ event_id }) => event_id === id).length === 2
  })
  // Postgres says the same from here on, and what comes after both has been applied.
  await stores.postgres.query('UPDATE engagement_events SET event_ts = $2 WHERE id = $1', [id, at])
  await insertEvents(stores, [{ contentId: content, durationMs: 10, eventTs: at }])
  await settledScore(content, at.getTime(), 401)
  await untilConsistent(stores)
  expect((await runCli(['resend', '0/999999', '--data', dataDir])).stderr).toMatch(
    /There is no dead letter at partition 0/,
  )
})

test('a malformed record of engagement_enriched lands in the errors table and stops neither store', async () => {
  const producer = stores.kafka.producer()
  await producer.connect()
  await producer.send({
    topic: topics.enriched,
    messages: [{ value: 'no json at all' }, { value: '{"event_id":"x","event_ts":"yesterday"}' }],
  })
  await producer.disconnect()
  const errorRow = z.object({ raw_message: z.string(), error: z.string().min(1) })
  await waitFor('both rows in the errors table', async () => {
    const rows = await clickhouseRows(
      stores,
      errorRow,
      'SELECT raw_message, error FROM analytics.engagement_enriched_errors',
    )
    return (
      rows.some((row) => row.raw_message.includes('no json at all')) &&
      rows.some((row) => row.raw_message.includes('yesterday'))
    )
  })
  const content = await insertContent(stores)
  const at = new Date()
  await insertEvents(stores, [{ contentId: content, durationMs: 990, eventTs: at }])
  await settledScore(content, at.getTime(), 99)
  await untilConsistent(stores)
})

/** What the leaderboard says that it waits for. */
async function leaderboardSays(pattern: RegExp): Promise<void> {
  await waitFor(`the leaderboard to say ${String(pattern)}`, async () => {
    const worker = (await ask(inject('dataDir'), 'app.snapshot', {})).pipeline?.leaderboardWorker
    return worker?.state === 'known' && pattern.test(worker.value.lastError ?? '')
  })
}

test.each(['zadd', 'expireat', 'setbit', 'hset'])(
  'a batch is applied whole or not at all where Redis refuses %s, and once when it no longer does',
  async (command) => {
    const content = await insertContent(stores)
    const at = new Date()
    const earlier = new Date(at.getTime() - 120_000)
    await stores.redis.call('ACL', 'SETUSER', consoleAccount, `-${command}`)
    try {
      const events = [at, earlier, at].map((eventTs) => ({ contentId: content, durationMs: 1_230, eventTs }))
      await insertEvents(stores, events)
      await leaderboardSays(new RegExp(`NOPERM.*${command}`, 'i'))
      expect(await totalCents(stores, content)).toBe(0)
    } finally {
      await stores.redis.call('ACL', 'SETUSER', consoleAccount, '+@all')
    }
    await settledScore(content, at.getTime(), 246)
    await settledScore(content, earlier.getTime(), 123)
  },
)

test('a batch is applied whole or not at all where a minute is no set', async () => {
  const content = await insertContent(stores)
  const at = new Date()
  const earlier = new Date(at.getTime() - 3_000_000)
  const key = redisKeys.minute('', utcMinute(earlier.getTime()))
  await stores.redis.set(key, 'somebody else’s', 'EX', 60)
  try {
    await insertEvents(
      stores,
      [at, earlier].map((eventTs) => ({ contentId: content, durationMs: 1_230, eventTs })),
    )
    await leaderboardSays(/WRONGTYPE/)
    expect(await scoreCents(stores, content, at.getTime())).toBeNull()
  } finally {
    await stores.redis.del(key)
  }
  await settledScore(content, at.getTime(), 123)
  await settledScore(content, earlier.getTime(), 123)
})

test('events of the far past and of the future are counted apart, and kept', async () => {
  const content = await insertContent(stores)
  const outside = async (): Promise<{ past: number; future: number }> => {
    const hash = await stores.redis.hgetall(redisKeys.outside(''))
    return { past: Number(hash['past'] ?? 0), future: Number(hash['future'] ?? 0) }
  }
  const before = await outside()
  const past = new Date('1999-12-31T23:59:59.999Z')
  const future = new Date(Date.now() + 90 * 24 * 3_600_000)
  const ids = await insertEvents(stores, [
    { contentId: content, durationMs: 1_000, eventTs: past },
    { contentId: content, durationMs: 1_000, eventTs: future },
  ])
  await waitFor('both to be counted apart', async () => {
    const now = await outside()
    return now.past === before.past + 1 && now.future === before.future + 1
  })
  expect(
    await stores.redis.exists(
      redisKeys.minute('', utcMinute(past.getTime())),
      redisKeys.minute('', utcMinute(future.getTime())),
    ),
  ).toBe(0)
  await untilConsistent(stores)
  for (const id of ids) expect(await rowOf(id)).toBeDefined()
})
