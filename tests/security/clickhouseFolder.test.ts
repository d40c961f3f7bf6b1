/** A data folder of a former version, whose tables the engine's unbounded user made: they are read and written as before. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePorts } from '../support/freePorts'
import { projectRoot } from '../support/cli'
import { waitFor } from '../support/waitFor'

const former = [
  'CREATE DATABASE analytics',
  'CREATE TABLE analytics.source (a UInt8) ENGINE = Null',
  'CREATE TABLE analytics.target (a UInt8) ENGINE = MergeTree ORDER BY a',
  'CREATE MATERIALIZED VIEW analytics.view TO analytics.target AS SELECT a FROM analytics.source',
  'INSERT INTO analytics.source SELECT 1',
  'CREATE DATABASE mine',
  'CREATE TABLE mine.kept (a UInt8) ENGINE = MergeTree ORDER BY a',
  'INSERT INTO mine.kept SELECT 9',
]
const maker = `
  const { Session } = require('chdb')
  const session = new Session(process.argv[1])
  for (const sql of ${JSON.stringify(former)}) session.query(sql)
  session.close()`

let folder: string
let host: ChildProcess
let port: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-former-'))
  const store = join(folder, 'store')
  await once(spawn(process.execPath, ['-e', maker, store], { cwd: projectRoot, stdio: 'ignore' }), 'exit')
  port = (await freePorts(1))[0] ?? 0
  const entry = join(projectRoot, 'out/main/clickhouse-host.js')
  host = spawn(process.execPath, [entry, '--port', String(port), '--path', store, '--forwarded'], {
    env: { ...process.env, MARSAD_CLICKHOUSE_USER: 'ch', MARSAD_CLICKHOUSE_PASSWORD: 'chpw', UV_THREADPOOL_SIZE: '16' },
    stdio: 'ignore',
  })
  await waitFor('the host', async () => (await fetch(`http://127.0.0.1:${port}/ping`)).ok, 60_000)
})
afterAll(async () => {
  const ended = once(host, 'exit')
  host.kill('SIGTERM')
  await ended
  await rm(folder, { recursive: true, force: true })
})

async function say(statement: string): Promise<string> {
  const headers = { 'X-ClickHouse-User': 'ch', 'X-ClickHouse-Key': 'chpw' }
  return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: statement })).text()
}

it('its rows are there, also of a database of the person’s own', async () => {
  expect(await say('SELECT a FROM analytics.target')).toBe('1\n')
  expect(await say('SELECT a FROM mine.kept')).toBe('9\n')
})

it('its views continue to fill their tables', async () => {
  expect(await say('INSERT INTO analytics.source VALUES (2)')).toBe('')
  expect(await say('SELECT a FROM analytics.target ORDER BY a')).toBe('1\n2\n')
})
