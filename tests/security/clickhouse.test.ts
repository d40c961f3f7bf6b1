/**
 * The embedded ClickHouse reads and writes no file, runs no program, asks no other server and does not end for anybody who knows the
 * published password: for another account of this machine (by its uid), nor for its own (by grants and by what statements may say).
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { createClient } from '@clickhouse/client'
import { publishedAccounts } from '../../contract/loopbackEndpoints'
import { readServicesFile } from '../../workers/stack/data/servicesFile'
import { endpointsOf } from '../support/instance'
import { shell } from '../support/shell'
import { asNobody, canBeNobody } from './support/asNobody'

const { user, password } = publishedAccounts.clickhouse
const secret = `secret-${randomUUID()}`
let folder: string
/** A file of the console's own account, which another one cannot read. */
let readable: string
/** Where nothing may come to be; its folder is open to everybody. */
let planted: string
let listener: Server
let asked: IncomingMessage[] = []
let listening: number
let port: number

const hostPid = (): number | undefined =>
  readServicesFile(`${inject('dataDir')}/run/services.json`).services.clickhouse?.process.pid

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-acts-'))
  await chmod(folder, 0o777)
  readable = join(folder, 'readable')
  await writeFile(readable, `${secret}\n`, { mode: 0o600 })
  listener = createServer((request, response) => {
    asked.push(request)
    response.end('1\n')
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  listening = address.port
  port = Number(new URL((await endpointsOf(inject('dataDir'))).clickhouse.url).port)
})
afterAll(async () => {
  listener.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  asked = []
  planted = join(folder, randomUUID())
})

interface Said {
  readonly status: number
  readonly body: string
}

/** Puts a statement by curl, as the documents do. */
async function curl(
  who: 'nobody' | 'own',
  statement: string,
  target = `http://localhost:${port}/`,
  more = '',
): Promise<Said> {
  const quoted = statement.replaceAll("'", `'\\''`)
  const data = statement === '' ? '' : `--data-binary '${quoted}'`
  const line = `curl -sS -m 20 -w '\\n%{http_code}' ${more} ${data} '${target}'`
  const { stdout, stderr } = who === 'nobody' ? await asNobody(line) : await shell(line)
  const status = Number(stdout.split('\n').at(-1))
  if (!Number.isInteger(status) || stdout === '') throw new Error(`curl: ${stderr}`)
  return { status, body: stdout.slice(0, stdout.lastIndexOf('\n')) }
}
const signedIn = `-u ${user}:${password}`
const say = (who: 'nobody' | 'own', statement: string): Promise<Said> =>
  curl(who, statement, `http://localhost:${port}/`, signedIn)
const get = (who: 'nobody' | 'own', statement: string): Promise<Said> =>
  curl(who, '', `http://localhost:${port}/?query=${encodeURIComponent(statement).replaceAll("'", '%27')}`, signedIn)

/** Nothing was read, written, run or asked, and the same host continues. */
async function expectNothing(pid: number | undefined, ...answers: Said[]): Promise<void> {
  for (const { status, body } of answers) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body).not.toContain(secret)
    expect(body).toContain('DB::Exception')
  }
  expect(existsSync(planted)).toBe(false)
  expect(asked).toEqual([])
  expect(hostPid()).toBe(pid)
  expect(await say('own', 'SELECT 1')).toEqual({ status: 200, body: '1\n' })
}

const acts: readonly (readonly [name: string, statements: () => readonly string[]])[] = [
  ['act 3, a file read', () => [`SELECT * FROM file('${readable}', 'LineAsString')`, `SELECT file('${readable}')`]],
  [
    'act 3, a file read through expressions',
    () => [
      `SELECT arrayMap(file, ['${readable}'])`,
      `SELECT 1 SETTINGS additional_result_filter = 'throwIf(length(file(''${readable}'')) > 0)'`,
      `SELECT 1 FORMAT Template SETTINGS format_template_row = '${readable}'`,
      `SELECT * FROM format(JSONEachRow, 'b UInt8, a String DEFAULT fi' || 'le(''${readable}'')', '{"b":1}')`,
      `SELECT * FROM sqlite('${planted}', 't')`,
    ],
  ],
  [
    'act 4, a file written',
    () => [
      `INSERT INTO FUNCTION file('${planted}', 'LineAsString', 's String') SELECT 'x'`,
      `SELECT 1 INTO OUTFILE '${planted}'`,
      `SELECT 1 INTO\u00a0OUTFILE\u00a0'${planted}'`,
      `EXPLAIN SELECT 1 INTO OUTFILE '${planted}'`,
      `CREATE TABLE analytics.planted (a UInt8) ENGINE = EmbeddedRocksDB(0, '${planted}') PRIMARY KEY a`,
      `CREATE TABLE analytics.planted (a UInt8) ENGINE = File(CSV, '${planted}')`,
      `ATTACH TABLE analytics.planted FROM '${planted}' (a UInt8) ENGINE = MergeTree ORDER BY a`,
      `BACKUP TABLE analytics.engagement_enriched TO File('${planted}')`,
    ],
  ],
  [
    'act 5, a program run',
    () => [
      `CREATE DICTIONARY analytics.planted (k UInt64, v String) PRIMARY KEY k SOURCE(EXECUTABLE(COMMAND 'touch ${planted}; echo 1' FORMAT 'TSV')) LAYOUT(FLAT()) LIFETIME(0)`,
      `SELECT dictGet('analytics.planted', 'v', toUInt64(1))`,
      `SELECT * FROM executable('x', 'TSV', 'a String')`,
      `CREATE FUNCTION planted AS (x) -> x`,
    ],
  ],
  [
    'act 6a, the file system as a database',
    () => [
      `SELECT * FROM default.\`${readable}\``,
      `SELECT * FROM \`${readable}\``,
      `CREATE TABLE analytics.planted ENGINE = Memory AS SELECT * FROM default.\`${readable}\``,
      `DROP TABLE default.\`${readable}\``,
      `EXISTS TABLE default.\`${readable}\``,
      `ALTER TABLE analytics.engagement_enriched_errors UPDATE error = ifNull((SELECT * FROM default.\`${readable}\`), '') WHERE 1`,
      `CREATE TABLE default.\`${readable}\` (line String) ENGINE = Memory`,
      `CREATE TABLE analytics.planted (line String) ENGINE = Buffer('default', '${readable}', 1, 1, 1, 1, 1, 1, 1)`,
      `CREATE DATABASE planted ENGINE = Filesystem('/')`,
    ],
  ],
  [
    'act 6c, a request from inside the machine',
    () => [
      `SELECT * FROM url('http://127.0.0.1:${listening}/x', 'LineAsString')`,
      `SELECT * FROM s3('http://127.0.0.1:${listening}/bucket/x', 'LineAsString')`,
      `CREATE VIEW analytics.planted AS SELECT * FROM url('http://127.0.0.1:${listening}/x', 'LineAsString')`,
      `CREATE TABLE analytics.planted (a UInt8) ENGINE = URL('http://127.0.0.1:${listening}/x', 'TSV')`,
      `CREATE TABLE analytics.planted (a UInt8) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = 'web', endpoint = 'http://127.0.0.1:${listening}/')`,
      `CREATE TABLE analytics.planted (a UInt8) ENGINE = Kafka SETTINGS kafka_broker_list = '127.0.0.1:${listening}', kafka_topic_list = 'x', kafka_group_name = 'x', kafka_format = 'TSV'`,
    ],
  ],
  [
    'act 6d, the host ended',
    () => [
      'SYSTEM SHUTDOWN',
      'SYSTEM KILL',
      'SELECT 1; SYSTEM SHUTDOWN',
      'KILL QUERY WHERE 1',
      'SET ROLE marsad_console',
    ],
  ],
  [
    'act 6e, other servers and programs',
    () => [
      `SELECT * FROM postgresql('127.0.0.1:${listening}', 'appdb', 'content', 'app', 'app')`,
      `SELECT * FROM mysql('127.0.0.1:${listening}', 'a', 'b', 'c', 'd')`,
      `SELECT * FROM remote('127.0.0.1:${listening}', system.one)`,
      `CREATE TABLE analytics.planted (a String) ENGINE = Executable('x', 'TSV')`,
    ],
  ],
]

describe.each(acts)('%s', (_name, statements) => {
  it('is refused to its own account', async () => {
    const pid = hostPid()
    for (const statement of statements()) {
      await expectNothing(pid, await say('own', statement), await get('own', statement))
    }
  })

  it.runIf(canBeNobody)('is refused to another account', async () => {
    const pid = hostPid()
    const answers: Said[] = []
    for (const statement of statements()) answers.push(await say('nobody', statement))
    for (const { status, body } of answers) {
      expect(status).toBe(403)
      expect(body).toContain('answers only the account that it runs as')
    }
    await expectNothing(pid, ...answers)
  })
})

it('no parameter names a file', async () => {
  const target = (value: string): string => `http://localhost:${port}/?param_t=${encodeURIComponent(value)}`
  const refused = await curl('own', 'SELECT * FROM default.{t:Identifier}', target(readable), signedIn)
  await expectNothing(hostPid(), refused)
  expect(await curl('own', 'SELECT {t:String}', target('/x'), signedIn)).toEqual({ status: 200, body: '/x\n' })
})

describe('values of INSERT', () => {
  const put = (values: string): Promise<Said> => say('own', `INSERT INTO default.values_act VALUES ${values}`)
  beforeAll(async () => {
    await say('own', 'CREATE TABLE IF NOT EXISTS default.values_act (a String) ENGINE = Memory')
  })
  afterAll(async () => {
    await say('own', 'DROP TABLE default.values_act')
  })

  it('may be expressions that compute', async () => {
    expect(await put("(concat('a', 'b')), ('c')")).toMatchObject({ status: 200 })
    expect(await say('own', 'SELECT a FROM default.values_act ORDER BY a')).toEqual({ status: 200, body: 'ab\nc\n' })
  })

  it.each([(file: string) => `(file('${file}'))`, (file: string) => `((SELECT file('${file}')))`])(
    'read no file (%#)',
    async (values) => {
      expect((await put(values(readable))).status).toBeGreaterThanOrEqual(400)
      expect((await say('own', 'SELECT * FROM default.values_act')).body).not.toContain(secret)
    },
  )

  it('read no file in the part of a long INSERT that is not checked', async () => {
    const many = `${"('x'),".repeat(200_000)} (file('${readable}'))`
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password },
      body: `INSERT INTO default.values_act VALUES ${many}`,
    })
    expect(await answer.text()).toContain('Interpreting expressions is disabled')
    expect((await say('own', 'SELECT DISTINCT a FROM default.values_act')).body).not.toContain(secret)
  })
})

describe('act 13, names and pages', () => {
  const query = '?query=SELECT%201'
  it.each([
    ['0.0.0.0', () => `http://0.0.0.0:${port}/${query}`, ''],
    ['a name of somebody else', () => `http://localhost:${port}/${query}`, '-H "Host: evil.example:8123"'],
    ['another address', () => `http://localhost:${port}/${query}`, '-H "Host: 10.1.2.3"'],
    ['another port', () => `http://localhost:${port}/${query}`, '-H "Host: localhost:1"'],
    ['no name', () => `http://localhost:${port}/${query}`, '-H "Host;"'],
    ['an origin', () => `http://localhost:${port}/${query}`, '-H "Origin: http://evil.example"'],
    ['another site', () => `http://localhost:${port}/${query}`, '-H "Sec-Fetch-Site: cross-site"'],
  ])('%s is refused', async (_name, target, header) => {
    const answer = await curl('own', '', target(), `${signedIn} ${header}`)
    expect(answer.status).toBe(403)
    expect(answer.body).toContain('ACCESS_DENIED')
  })

  it('a link with a password is not followed by a browser', async () => {
    const link = `http://localhost:${port}/?user=${user}&password=${password}&query=SELECT%201`
    expect(await curl('own', '', link)).toEqual({ status: 200, body: '1\n' })
    for (const header of ['Sec-Fetch-Site: none', 'Cookie: a=b', 'Referer: http://evil.example/']) {
      expect(await curl('own', '', link, `-H '${header}'`)).toMatchObject({ status: 403 })
    }
  })

  it.each(['localhost', '127.0.0.1', '[::1]'])('%s answers, with the headers that keep pages out', async (name) => {
    for (const path of ['ping', '?query=SELECT%201', '?query=SELEC', 'nowhere', '?query=%']) {
      const { body } = await curl('own', '', `http://${name}:${port}/${path}`, `${signedIn} -i -g`)
      expect(body).toMatch(/^x-content-type-options: nosniff\r$/im)
      expect(body).toMatch(/^cross-origin-resource-policy: same-origin\r$/im)
      expect(body).toMatch(/^x-frame-options: DENY\r$/im)
    }
  })
})

it.runIf(canBeNobody)('another account gets no ping either, and cannot use up the connections', async () => {
  expect(await curl('nobody', '', `http://localhost:${port}/ping`)).toMatchObject({ status: 403 })
  const many = `for i in $(seq 600); do exec {fd}<>/dev/tcp/127.0.0.1/${port}; done; sleep 4`
  const holding = asNobody(`bash -c '${many}'`)
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  expect(await say('own', 'SELECT 1')).toEqual({ status: 200, body: '1\n' })
  await holding
})

describe('act 27, a malformed query_id', () => {
  it.each(['%D8%B9', 'a%0D%0Ab', 'a%0Ab', '%00', 'x'.repeat(300), '%FF'])('%s is a plain error', async (id) => {
    const pid = hostPid()
    const target = `http://localhost:${port}/?query_id=${id}&query=SELECT%201`
    const answer = await curl('own', '', target, signedIn)
    expect(answer.status).toBe(400)
    await expectNothing(pid, answer)
    if (canBeNobody) await expectNothing(pid, await curl('nobody', '', target, signedIn))
  })
})

it('the console’s own account has a random password, and the rights that the published one lacks', async () => {
  const { clickhouse } = await endpointsOf(inject('dataDir'))
  expect(clickhouse.user).not.toBe(user)
  expect(clickhouse.password.length).toBeGreaterThanOrEqual(16)
  const client = createClient({ url: clickhouse.url, username: clickhouse.user, password: clickhouse.password })
  try {
    for (const query of [
      `CREATE TABLE analytics.granted (a UInt8) ENGINE = Kafka SETTINGS kafka_broker_list = '127.0.0.1:1', kafka_topic_list = 'x', kafka_group_name = 'x', kafka_format = 'TSV'`,
      'DETACH TABLE analytics.granted SYNC',
      'ATTACH TABLE analytics.granted',
      'DROP TABLE analytics.granted SYNC',
      `KILL QUERY WHERE query_id = 'nobody'`,
    ]) {
      await client.command({ query })
    }
    await expect(client.command({ query: `SELECT * FROM file('${readable}')` })).rejects.toMatchObject({ code: '497' })
  } finally {
    await client.close()
  }
  const log = readFileSync(join(inject('dataDir'), 'logs', 'clickhouse.log'), 'utf8')
  expect(log).toContain('It answers only the account that it runs as, and root.')
  expect(log).not.toContain(clickhouse.password)
})
