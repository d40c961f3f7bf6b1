/** The source document's own checks, typed as they stand; only a port that was taken is replaced by the one in use. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { readStatus, serviceOf } from '../support/instance'
import {
  clickhouseIds,
  insertContent,
  insertEvents,
  openStores,
  untilConsistent,
  type Stores,
} from '../support/pipeline'
import { shell } from '../support/shell'
import { waitFor } from '../support/waitFor'

let stores: Stores
let ports: Record<'postgres' | 'connect' | 'clickhouse' | 'redis', number>

beforeAll(async () => {
  const status = await readStatus(inject('dataDir'))
  ports = {
    postgres: serviceOf(status, 'postgres').port,
    connect: serviceOf(status, 'connect').port,
    clickhouse: serviceOf(status, 'clickhouse').port,
    redis: serviceOf(status, 'redis').port,
  }
  stores = await openStores(inject('dataDir'))
  const content = await insertContent(stores)
  await insertEvents(stores, [
    { contentId: content, durationMs: 12_340 },
    { contentId: content, durationMs: 20 },
  ])
  await untilConsistent(stores)
})
afterAll(() => stores.close())

const asTyped = async (line: string): Promise<string> => {
  const answer = await shell(
    line
      .replace('localhost:8123', `localhost:${ports.clickhouse}`)
      .replace('localhost:8083', `localhost:${ports.connect}`),
  )
  expect(answer, line).toMatchObject({ code: 0 })
  return answer.stdout
}

test('curl counts the enriched events in ClickHouse', async () => {
  const text = await asTyped(
    `curl -sS -u ch:chpw 'http://localhost:8123/?query=SELECT%20count()%20FROM%20analytics.engagement_enriched'`,
  )
  expect(Number(text)).toBe((await clickhouseIds(stores)).length)
})

test('curl lists the five latest events of ClickHouse', async () => {
  const text = await asTyped(
    `curl -sS -u ch:chpw 'http://localhost:8123/?query=SELECT%20*%20FROM%20analytics.engagement_enriched%20ORDER%20BY%20event_ts%20DESC%20LIMIT%205'`,
  )
  const lines = text.trim().split('\n')
  expect(lines.length).toBe(Math.min(5, (await clickhouseIds(stores)).length))
  expect(text).toContain('12.34')
})

test("the connector's status is answered on Connect's port", async () => {
  const text = await asTyped('curl -sS http://localhost:8083/connectors/pg-content-engagement-cdc/status')
  expect(JSON.parse(text)).toMatchObject({
    name: 'pg-content-engagement-cdc',
    connector: { state: 'RUNNING' },
    tasks: [{ id: 0, state: 'RUNNING' }],
  })
})

test('redis-cli shows the top ten of this minute and the keys', async () => {
  const redisCli = (rest: string): string => `redis-cli${ports.redis === 6379 ? '' : ` -p ${ports.redis}`} ${rest}`
  const top = await waitFor('a score in the running minute', async () => {
    const content = await insertContent(stores)
    await insertEvents(stores, [{ contentId: content, durationMs: 5_000 }])
    await untilConsistent(stores)
    const text = await asTyped(redisCli('ZREVRANGE "zset:eng:minute:$(date -u +%Y%m%d%H%M)" 0 9 WITHSCORES'))
    return text.trim() !== '' && text
  })
  const lines = top.trim().split('\n')
  expect(lines.length % 2).toBe(0)
  expect(lines[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect(Number(lines[1])).toBeGreaterThan(0)
  const keys = (await asTyped(redisCli('KEYS "zset:eng:*"'))).trim().split('\n')
  for (const key of keys) expect(key).toMatch(/^zset:eng:minute:\d{12}$/)
})

test('a script through psql lands in ClickHouse', async () => {
  const script = `
    INSERT INTO content (id, slug, title, content_type, length_seconds, publish_ts)
      VALUES (gen_random_uuid(), 'psql-' || gen_random_uuid(), 'من psql', 'podcast', 1800, now());
    INSERT INTO engagement_events (content_id, user_id, event_type, event_ts, duration_ms, device, raw_payload)
      SELECT id, gen_random_uuid(), 'play', now(), 45000, 'ios', '{"source":"psql"}'::jsonb
      FROM content WHERE title = 'من psql' RETURNING id;`
  const answer = await shell(
    `PGPASSWORD=app psql -h localhost -p ${ports.postgres} -U app -d appdb -v ON_ERROR_STOP=1 -At <<'SQL'\n${script}\nSQL`,
  )
  expect(answer.code, answer.stderr).toBe(0)
  const id = z.coerce.number().parse(answer.stdout.split('\n').find((line) => /^\d+$/.test(line)))
  await waitFor(`event ${id} in ClickHouse`, async () => (await clickhouseIds(stores)).includes(id))
})
