/** The embedded ClickHouse answers as the real server's HTTP interface does. */
import { createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openStores, type Stores } from '../support/pipeline'
import { shell } from '../support/shell'
import { waitFor } from '../support/waitFor'

let stores: Stores
let url: string
beforeAll(async () => {
  stores = await openStores(inject('dataDir'))
  url = stores.endpoints.clickhouse.url
})
afterAll(() => stores.close())

const auth = { Authorization: `Basic ${Buffer.from('ch:chpw').toString('base64')}` }
const get = (query: string, more = ''): Promise<Response> =>
  fetch(`${url}/?query=${encodeURIComponent(query)}${more}`, { headers: auth })
const post = (body: string, more = '?'): Promise<Response> =>
  fetch(`${url}/${more}`, { method: 'POST', headers: auth, body })

describe('who may ask', () => {
  test('ping needs no password', async () => {
    expect(await (await fetch(`${url}/ping`)).text()).toBe('Ok.\n')
  })
  test.each([
    ['wrong password', { Authorization: `Basic ${Buffer.from('ch:wrong').toString('base64')}` }],
    ['unknown user', { Authorization: `Basic ${Buffer.from('nobody:chpw').toString('base64')}` }],
  ])('%s is refused with ClickHouse code 516', async (_name, headers) => {
    const answer = await fetch(`${url}/?query=SELECT%201`, { headers })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('516')
    expect(await answer.text()).toContain('AUTHENTICATION_FAILED')
  })
  test('the ways to sign in are those of ClickHouse', async () => {
    expect(await (await fetch(`${url}/?query=SELECT%201&user=ch&password=chpw`)).text()).toBe('1\n')
    const headers = { 'X-ClickHouse-User': 'ch', 'X-ClickHouse-Key': 'chpw' }
    expect(await (await fetch(`${url}/?query=SELECT%202`, { headers })).text()).toBe('2\n')
  })
})

describe('queries', () => {
  test('formats by clause, parameter and header', async () => {
    expect(await (await get('SELECT 1 AS a FORMAT JSONEachRow')).json()).toEqual({ a: 1 })
    expect(await (await get('SELECT 1 AS a', '&default_format=JSONEachRow')).json()).toEqual({ a: 1 })
    const answer = await fetch(`${url}/?query=SELECT%201%20AS%20a`, {
      headers: { ...auth, 'X-ClickHouse-Format': 'CSVWithNames' },
    })
    expect(await answer.text()).toBe('"a"\n1\n')
  })
  test('a POST body is the query; query parameters are bound; the database is chosen', async () => {
    expect(await (await post('SELECT {n:UInt32} + 1', '?param_n=41')).text()).toBe('42\n')
    expect(await (await post('SELECT currentDatabase()', '?database=analytics')).text()).toBe('analytics\n')
    expect(await (await get("SELECT getSetting('max_block_size')", '&max_block_size=1234')).text()).toBe('1234\n')
  })
  test('a GET cannot write', async () => {
    const answer = await get('CREATE TABLE analytics.not_by_get (a Int8) ENGINE = Memory')
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('164')
  })
  test('INSERT with the data in the body', async () => {
    await post('CREATE TABLE IF NOT EXISTS default.http_insert (a UInt32, b String) ENGINE = Memory')
    try {
      const insert = `?query=${encodeURIComponent('INSERT INTO default.http_insert FORMAT JSONEachRow')}`
      const answer = await post('{"a":1,"b":"ألف"}\n{"a":2,"b":"x"}\n', insert)
      expect(answer.status).toBe(200)
      expect(await (await get('SELECT sum(a), any(b) FROM default.http_insert WHERE a < 2')).text()).toBe('1\tألف\n')
    } finally {
      await post('DROP TABLE default.http_insert')
    }
  })
  test.each([
    ['SELEC 1', 400, '62'],
    ['SELECT * FROM analytics.no_such_table', 404, '60'],
    ['SELECT no_such_column FROM analytics.engagement_enriched', 404, '47'],
    ["SELECT throwIf(1, 'on purpose')", 500, '395'],
  ])('%s fails with ClickHouse status and code', async (query, status, code) => {
    const answer = await get(query)
    expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([status, code])
    expect(await answer.text()).toContain(`Code: ${code}`)
  })
  test('compressed both ways', async () => {
    const answer = await shell(
      `echo 'SELECT sum(number) FROM numbers(1000)' | gzip | curl -sS -u ch:chpw --compressed -H 'Content-Encoding: gzip' --data-binary @- '${url}/?enable_http_compression=1'`,
    )
    expect(answer).toMatchObject({ code: 0, stdout: '499500\n' })
  })
})

test('the official client reads, streams and reports errors', async () => {
  const client = createClient({ url, username: 'ch', password: 'chpw' })
  try {
    expect(await client.ping()).toMatchObject({ success: true })
    const stream = (await client.query({ query: 'SELECT number FROM numbers(100000)', format: 'JSONEachRow' })).stream()
    let rows = 0
    for await (const batch of stream) rows += batch.length
    expect(rows).toBe(100_000)
    await expect(client.query({ query: 'SELECT * FROM nowhere.nothing' })).rejects.toMatchObject({ code: '81' })
  } finally {
    await client.close()
  }
})

test('a slow query does not hold up another, and ends when its client leaves', async () => {
  const marker = `slow-${Date.now()}`
  const leave = new AbortController()
  const slow = fetch(
    `${url}/?query=${encodeURIComponent(`SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1 /* ${marker} */`)}`,
    {
      headers: auth,
      signal: leave.signal,
    },
  )
  const left = expect(slow).rejects.toThrow()
  const running = async (): Promise<number> =>
    Number(
      await (
        await get(
          `SELECT count() FROM system.processes WHERE query LIKE '%${marker}%' AND query NOT LIKE '%system.processes%'`,
        )
      ).text(),
    )
  await waitFor('the slow query to run', async () => (await running()) === 1)
  expect(await (await get('SELECT 7')).text()).toBe('7\n')
  leave.abort()
  await left
  await waitFor('the slow query to be cancelled', async () => (await running()) === 0, 30_000)
})
