/** Reconcile, repair and backfill on the real stack: every kind of fault is put there by hand, named with its store, mended, and gone. */
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { redisKeys, topics, utcMinute } from '../../contract/pipeline'
import {
  backfillResultSchema,
  reconcileResultSchema,
  repairResultSchema,
  type ReconcileResult,
} from '../../contract/proof'
import { flatKey, openFlatWriter } from '../../workers/pipeline/topics/flatWriter'
import { endMemberships } from '../../workers/kafka/session/groupMembership'
import { runCli, startCli } from '../support/cli'
import { emptyTopic } from '../support/emptyTopic'
import { ask } from '../support/instance'
import {
  enrichedRecords,
  insertContent,
  insertEvents,
  openStores,
  scoreCents,
  untilConsistent,
  type Stores,
} from '../support/pipeline'
import { waitFor } from '../support/waitFor'

const dataDir = inject('dataDir')
const slow = { timeout: 300_000 }

let stores: Stores
beforeAll(async () => {
  stores = await openStores(dataDir)
})
afterAll(() => stores.close())

const withRepair = reconcileResultSchema.extend({ repair: repairResultSchema.optional() })

async function reconcileIds(
  ids: readonly number[],
  ...more: string[]
): Promise<{ code: number | null; result: z.infer<typeof withRepair> }> {
  const span = `${String(ids[0])}-${String(ids.at(-1))}`
  const { code, stdout, stderr } = await runCli(['reconcile', '--ids', span, '--json', '--data', dataDir, ...more])
  if (stdout === '') throw new Error(`reconcile exited with ${String(code)}: ${stderr}`)
  return { code, result: withRepair.parse(JSON.parse(stdout)) }
}

/** A wrong event is named once, with its store. */
const named = (list: ReconcileResult['lost']): (readonly [number, string])[] =>
  list.map(({ event_id, store }) => [event_id, store])

async function command(query: string): Promise<void> {
  await stores.clickhouse.command({ query, clickhouse_settings: { mutations_sync: '2' } })
}

let content: string
/** Events of the minute before the one under way, so that their minute is compared as a whole. */
let at: Date
let ids: number[]
beforeEach(async () => {
  content = await insertContent(stores)
  at = new Date(Date.now() - 60_000)
  ids = await insertEvents(
    stores,
    Array.from({ length: 30 }, (_, index) => ({ contentId: content, durationMs: 1_000 + index * 10, eventTs: at })),
  )
  await untilConsistent(stores)
  await waitFor(
    'the events to be ranked',
    async () => (await scoreCents(stores, content, at.getTime())) === expectedCents,
  )
})
const expectedCents = Array.from({ length: 30 }, (_, index) => 100 + index).reduce((sum, cents) => sum + cents, 0)

test('a healthy stack: every store holds the same events, and the exit code is 0', slow, async () => {
  const { code, result } = await reconcileIds(ids)
  expect(result).toMatchObject({ ok: true, lost: [], doubled: [], altered: [], leaderboard: { wrong: [] } })
  const of30 = { count: 30 }
  expect(result.stores).toEqual({
    postgres: of30,
    flat: of30,
    enriched: of30,
    clickhouse: of30,
    dead_letters: { count: 0 },
  })
  expect(result.leaderboard.checked).toBeGreaterThan(0)
  expect(code).toBe(0)
  const [from, to] = [-500, 500].map((ms) => new Date(at.getTime() + ms).toISOString())
  const byTime = await runCli(['reconcile', '--from', from ?? '', '--to', to ?? '', '--json', '--data', dataDir])
  expect(reconcileResultSchema.parse(JSON.parse(byTime.stdout))).toMatchObject({
    ok: true,
    from,
    to,
    stores: result.stores,
  })
  expect(byTime.code).toBe(0)
})

test('late content, updates, deletes and odd values are no differences', slow, async () => {
  const [first, second, third, fourth] = ids
  await stores.postgres.query('UPDATE engagement_events SET duration_ms = 77, device = \'جهاز "x"\' WHERE id = $1', [
    first,
  ])
  await stores.postgres.query('DELETE FROM engagement_events WHERE id = $1', [second])
  const other = await insertContent(stores)
  await stores.postgres.query('UPDATE engagement_events SET content_id = $2 WHERE id = $1', [third, other])
  await stores.postgres.query(
    "UPDATE engagement_events SET user_id = NULL, event_type = NULL, device = '', duration_ms = -15, event_ts = '1969-12-31 23:59:59.999999Z' WHERE id = $1",
    [fourth],
  )
  await untilConsistent(stores)
  const { code, result } = await reconcileIds(ids)
  expect(result).toMatchObject({ ok: true, lost: [], doubled: [], altered: [], leaderboard: { wrong: [] } })
  expect(result.stores.postgres.count).toBe(29)
  expect(code).toBe(0)
})

test('ClickHouse: a row taken out, one altered and a ghost are named, mended, and gone', slow, async () => {
  const [lost = 0, altered = 0] = ids
  const ghost = (ids.at(-1) ?? 0) + 1
  // Takes the ghost's id, so that Postgres never gives it to an event.
  await stores.postgres.query("SELECT nextval('engagement_events_id_seq')")
  await command(`ALTER TABLE analytics.engagement_enriched DELETE WHERE event_id = ${lost}`)
  await command(`ALTER TABLE analytics.engagement_enriched UPDATE duration_ms = 5 WHERE event_id = ${altered}`)
  await command(
    `INSERT INTO analytics.engagement_enriched (event_id, content_id, event_ts, source_lsn, version)
     VALUES (${ghost}, '${content}', '${at.toISOString().slice(0, 23).replace('T', ' ')}', 1, 2)`,
  )
  const found = await reconcileIds([...ids, ghost])
  expect(named(found.result.lost)).toEqual([[lost, 'clickhouse']])
  expect(named(found.result.altered)).toEqual([
    [altered, 'clickhouse'],
    [ghost, 'clickhouse'],
  ])
  expect(found.result.altered[0]?.detail).toContain('duration_ms 5 instead of 1010')
  expect(found.result.leaderboard.wrong).toEqual([])
  expect(found.code).toBe(1)

  const repaired = await reconcileIds([...ids, ghost], '--repair')
  expect(repaired.result).toMatchObject({ ok: true, repair: { written: 3, mended: 3, leaderboard_rebuilt: false } })
  expect(repaired.code).toBe(0)
  const again = await reconcileIds([...ids, ghost])
  expect(again.result).toMatchObject({ ok: true, totals: { lost: 0, doubled: 0, altered: 0, wrong: 0 } })
  // Told again, and yet counted once.
  expect(await scoreCents(stores, content, at.getTime())).toBe(expectedCents)
})

test('a wrong score in Redis is named and rebuilt', slow, async () => {
  await stores.redis.zincrby(redisKeys.minute(stores.prefix, utcMinute(at.getTime())), 1.5, content)
  await waitFor('the minute to be over', () => Date.now() - Math.floor(at.getTime() / 60_000) * 60_000 > 61_000, 90_000)
  const found = await reconcileIds(ids)
  expect(found.result.leaderboard.wrong).toEqual([
    {
      minute: utcMinute(at.getTime()),
      content_id: content,
      expected: (expectedCents / 100).toFixed(2),
      actual: (expectedCents / 100 + 1.5).toFixed(2),
    },
  ])
  expect(found.code).toBe(1)
  const repaired = await reconcileIds(ids, '--repair')
  expect(repaired.result).toMatchObject({ ok: true, repair: { written: 0, leaderboard_rebuilt: true } })
  expect(repaired.code).toBe(0)
  expect(await scoreCents(stores, content, at.getTime())).toBe(expectedCents)
})

async function insertMore(count: number): Promise<number[]> {
  const events = Array.from({ length: count }, () => ({ contentId: content, durationMs: 2_000, eventTs: at }))
  return insertEvents(stores, events)
}

/** The events stand in flat, and no other hop has seen them. */
async function untilInFlat(id: number): Promise<void> {
  await waitFor(`event ${id} to be captured`, async () => {
    const { messages } = await ask(dataDir, 'topics.messages', { topic: topics.events, limit: 500 })
    return messages.some(({ value }) => value?.startsWith(`{"id":${id},`) === true)
  })
}

async function enricherPid(): Promise<number> {
  const { workers } = await ask(dataDir, 'app.snapshot', {})
  const pid = workers.find(({ name }) => name === 'enricher')?.pid ?? null
  if (pid === null) throw new Error('the enricher has no process')
  return pid
}

/** Events that the enricher passes over: its group's offsets are moved on while it is away. */
async function insertUnenriched(count: number): Promise<number[]> {
  const pid = await enricherPid()
  process.kill(pid, 'SIGSTOP')
  const admin = stores.kafka.admin()
  await admin.connect()
  try {
    const made = await insertMore(count)
    await untilInFlat(made.at(-1) ?? 0)
    const ends = await admin.fetchTopicOffsets(topics.events)
    const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }))
    // Only a group without members takes offsets by hand: the stopped one would be a member until its session is over.
    const { enricherGroup: groupId } = (await ask(dataDir, 'app.snapshot', {})).settings
    const [group] = (await admin.describeGroups([groupId])).groups
    await endMemberships(stores.kafka, groupId, () => group?.members.map(({ memberId }) => memberId) ?? [])
    await waitFor('the group to be empty', async () => {
      await admin.setOffsets({ groupId, topic: topics.events, partitions })
      return true
    })
    return made
  } finally {
    // Its supervisor starts another, which begins at the moved offsets.
    process.kill(pid, 'SIGKILL')
    await admin.disconnect()
  }
}

test('events that the enricher passed over are named, mended, and score once', slow, async () => {
  const lost = await insertUnenriched(5)
  const found = await reconcileIds([...ids, ...lost])
  expect(named(found.result.lost)).toEqual(lost.map((id) => [id, 'enriched']))
  expect(found.result.stores.flat.count).toBe(35)
  expect(found.result.stores.enriched.count).toBe(30)
  expect(found.code).toBe(1)
  const repaired = await reconcileIds([...ids, ...lost], '--repair')
  expect(repaired.result).toMatchObject({ ok: true, repair: { written: 5, mended: 5 } })
  expect(repaired.code).toBe(0)
  expect(await scoreCents(stores, content, at.getTime())).toBe(expectedCents + 5 * 200)
})

/** Events that the connector does not see: the table is out of the publication for as long. */
async function insertUncaptured(count: number): Promise<number[]> {
  await stores.postgres.query('ALTER PUBLICATION dbz_publication DROP TABLE public.engagement_events')
  try {
    return await insertMore(count)
  } finally {
    await stores.postgres.query('ALTER PUBLICATION dbz_publication ADD TABLE public.engagement_events')
  }
}

test(
  'backfill: a dry run tells what is gained, a cancelled run is resumed, and nothing counts twice',
  slow,
  async () => {
    const lost = await insertUncaptured(2_500)
    const span = `${String(ids[0])}-${String(lost.at(-1))}`
    const found = await reconcileIds([...ids, ...lost])
    expect(found.result.totals.lost).toBe(2_500)
    expect(named(found.result.lost).slice(0, 2)).toEqual([
      [lost[0], 'flat'],
      [lost[1], 'flat'],
    ])
    expect(found.code).toBe(1)

    const dry = await runCli(['backfill', '--ids', span, '--dry-run', '--json', '--data', dataDir])
    expect(backfillResultSchema.parse(JSON.parse(dry.stdout))).toMatchObject({
      dry_run: true,
      events: 2_530,
      selected: 2_500,
      gains: { flat: 2_500, enriched: 2_500, clickhouse: 2_500, leaderboard_seconds: '5000.00' },
      written: 0,
    })
    expect(dry.code).toBe(0)

    // A thousand events are written at a time: at this pace the second thousand waits for seconds.
    const run = startCli(['backfill', '--ids', span, '--rate', '100', '--json', '--data', dataDir])
    await waitFor('the first events to be written', async () => {
      const { proof } = await ask(dataDir, 'app.snapshot', {})
      return (proof?.backfill?.written ?? 0) > 0
    })
    run.child.kill('SIGINT')
    const cancelled = await run.finished
    expect(cancelled.code).toBe(1)
    expect(backfillResultSchema.parse(JSON.parse(cancelled.stdout))).toMatchObject({
      written: 1_000,
      position: lost[999],
    })
    const { proof } = await ask(dataDir, 'app.snapshot', {})
    expect(proof?.resumable).toEqual({ position: lost[999], last: lost.at(-1) })

    const resumed = await runCli(['backfill', '--resume', '--json', '--data', dataDir])
    expect(backfillResultSchema.parse(JSON.parse(resumed.stdout))).toMatchObject({
      written: 2_500,
      position: lost.at(-1),
    })
    expect(resumed.code).toBe(0)
    const nothing = await runCli(['backfill', '--resume', '--data', dataDir])
    expect(nothing.code).toBe(2)

    const healthy = await reconcileIds([...ids, ...lost])
    expect(healthy.result).toMatchObject({
      ok: true,
      stores: { postgres: { count: 2_530 }, clickhouse: { count: 2_530 } },
    })
    expect(await scoreCents(stores, content, at.getTime())).toBe(expectedCents + 2_500 * 200)

    // All of it once more: a replay. Every store holds what it held, and no score grows.
    const replay = await runCli(['backfill', '--ids', span, '--all', '--json', '--data', dataDir])
    expect(backfillResultSchema.parse(JSON.parse(replay.stdout))).toMatchObject({ selected: 2_530, written: 2_530 })
    const replayed = await reconcileIds([...ids, ...lost])
    expect(replayed.result).toMatchObject({
      ok: true,
      stores: { postgres: { count: 2_530 }, clickhouse: { count: 2_530 } },
    })
    expect(await scoreCents(stores, content, at.getTime())).toBe(expectedCents + 2_500 * 200)
  },
)

test('a doubled record is named', slow, async () => {
  const [id = 0] = ids
  const record = (await enrichedRecords(stores)).find(({ event_id: found }) => found === id)
  const producer = stores.kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  await producer.send({ topic: topics.enriched, messages: [{ key: content, value: JSON.stringify(record) }] })
  await producer.disconnect()
  const { code, result } = await reconcileIds(ids)
  expect(named(result.doubled)).toEqual([[id, 'enriched']])
  expect(result.leaderboard.wrong).toEqual([])
  expect(code).toBe(1)
})

test('a dead letter is counted and not lost', slow, async () => {
  const [dead = 0] = await insertUncaptured(1)
  const writer = await openFlatWriter(stores.kafka, 'marsad-test-dead-letter')
  await writer.write([{ key: flatKey(content), value: Buffer.from(`{"id":${dead},"content_id":"nobody"}`) }])
  await writer.close()
  const found = await waitFor('the dead letter', async () => {
    const { result } = await reconcileIds([...ids, dead])
    return result.stores.dead_letters.count === 1 && result
  })
  expect(found.lost).toEqual([])
  expect(found.stores.postgres.count).toBe(31)
  expect(found.stores.enriched.count).toBe(30)
  // No other suite finds an event in Postgres that ClickHouse lacks.
  await stores.postgres.query('DELETE FROM engagement_events WHERE id = $1', [dead])
})

test('a wrong score is mended though its topic no longer holds the events', slow, async () => {
  const [changed = 0, later = 0] = ids
  const change = async (id: number): Promise<void> => {
    await stores.postgres.query('UPDATE engagement_events SET duration_ms = 5000 WHERE id = $1', [id])
    await waitFor('the change to be enriched', async () =>
      (await enrichedRecords(stores)).some((event) => event.event_id === id && event.correction === true),
    )
  }
  await change(changed)
  await stores.redis.zincrby(redisKeys.minute(stores.prefix, utcMinute(at.getTime())), 1.5, content)
  await emptyTopic(stores.kafka, topics.enriched)
  await change(later)
  await untilConsistent(stores)
  await waitFor('the minute to be over', () => Date.now() - Math.floor(at.getTime() / 60_000) * 60_000 > 61_000, 90_000)
  const found = await reconcileIds(ids)
  expect(found.result.leaderboard.wrong).toContainEqual(
    expect.objectContaining({ content_id: content, actual: (expectedCents / 100 + 1.5).toFixed(2) }),
  )
  // That the oldest record that is left changes an event tells nothing of what came before it.
  expect(found.result).toMatchObject({ lost: [], altered: [], stores: { enriched: { from_retention: 29 } } })
  const repaired = await reconcileIds(ids, '--repair')
  expect(repaired.result).toMatchObject({ ok: true, repair: { written: 0, leaderboard_rebuilt: true } })
  expect(repaired.result.repair?.told_again).toBeGreaterThanOrEqual(ids.length)
  expect(repaired.code).toBe(0)
  // Once what scored is gone, an event that was changed scores as it is.
  expect(await scoreCents(stores, content, at.getTime())).toBe(expectedCents - 100 - 101 + 2 * 500)
  // And so it is in all of the hour.
  const hour = await runCli(['reconcile', '--from', '-1h', '--json', '--data', dataDir])
  expect(reconcileResultSchema.parse(JSON.parse(hour.stdout)).leaderboard.wrong).toEqual([])
})

test('what is not understood, and where nothing runs: exit code 2', slow, async () => {
  expect((await runCli(['reconcile', '--from', 'yesterday', '--data', dataDir])).code).toBe(2)
  expect((await runCli(['reconcile', '--from', '-1m', '--to', '-2m', '--data', dataDir])).code).toBe(2)
  expect((await runCli(['reconcile', '--data', '/nowhere/at/all'])).code).toBe(2)
})
