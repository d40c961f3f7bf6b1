/** Malformed requests over a raw socket: the host answers or closes, never ends, never hangs. */
import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, inject, it } from 'vitest'
import { publishedAccounts } from '../../contract/loopbackEndpoints'
import { readServicesFile } from '../../workers/stack/data/servicesFile'
import { endpointsOf } from '../support/instance'

const runs = 500
const batch = 25
const { user, password } = publishedAccounts.clickhouse
const basic = `Authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

/** Sends bytes and resolves with what came until the server closes, answers a whole head and falls silent, or for a second nothing comes. */
function send(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let got = ''
    const done = (): void => {
      socket.destroy()
      resolve(got)
    }
    socket.setTimeout(300, done)
    socket.setEncoding('latin1')
    socket.on('data', (piece: string) => (got += piece))
    socket.on('error', done)
    socket.on('close', done)
    socket.on('connect', () => socket.write(bytes, 'latin1'))
  })
}

const bytes = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
})
const odd = fc.oneof(
  bytes,
  fc.constantFrom(
    '%',
    '%D8',
    '%00',
    '%0D%0A',
    '\u00ff\u00fe',
    "'",
    '`',
    '$$',
    '/*',
    '--',
    '(',
    '\\',
    ';',
    '{x:Identifier}',
    '{',
    '%F0%9F%98%80',
  ),
  fc.integer().map(String),
)
const parameter = fc
  .tuple(
    fc.constantFrom(
      'query',
      'query_id',
      'database',
      'default_format',
      'readonly',
      'user',
      'password',
      'param_x',
      'param_',
      'max_threads',
      'no_such',
      'session_timezone',
      'wait_end_of_query',
      'enable_http_compression',
      'dialect',
      'role',
      'log_comment',
    ),
    odd,
  )
  .map(([name, value]) => `${name}=${value}`)
const target = fc.oneof(
  fc.array(parameter, { maxLength: 5 }).map((parts) => `/?query=SELECT%201&${parts.join('&')}`),
  fc.array(parameter, { maxLength: 5 }).map((parts) => `/?${parts.join('&')}`),
  odd.map((text) => `/${text}`),
  fc.constantFrom('*', '//', 'http://evil.example/', '/ping', `/?query=${'a'.repeat(20_000)}`),
)
const header = fc.oneof(
  fc.constantFrom(
    'Content-Length: 0',
    'Content-Length: -1',
    'Content-Length: 99999999999999999999',
    'Content-Length: 5\r\nContent-Length: 6',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Content-Encoding: gzip',
    'Content-Encoding: br',
    'Content-Encoding: x',
    'Expect: 100-continue',
    'Expect: x',
    'Upgrade: websocket\r\nConnection: Upgrade',
    'Connection: close',
    'Host:',
    'Host: evil.example',
    'Authorization: Basic %%%',
    'Accept-Encoding: gzip, br',
    'Range: bytes=0-1',
    'Cookie: a=b',
  ),
  fc
    .tuple(
      fc.constantFrom(
        'X-ClickHouse-Query-Id',
        'X-ClickHouse-Format',
        'X-ClickHouse-Database',
        'X-ClickHouse-User',
        'X',
      ),
      odd,
    )
    .map(([name, value]) => `${name}: ${value}`),
)
const body = fc.oneof(
  odd,
  fc.constantFrom(
    '',
    '5\r\nSELEC\r\n0\r\n\r\n',
    'zz\r\n',
    'FFFFFFFFFFFF\r\nx',
    'SELECT 1',
    'INSERT INTO t FORMAT JSONEachRow\n{',
    'INSERT INTO t VALUES (',
    '\x1f\x8b\x08',
  ),
)
const method = fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'CONNECT', 'get', 'X')
const version = fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', '')

const requests = (host: string): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .tuple(method, target, version, fc.array(header, { maxLength: 4 }), body, fc.boolean(), fc.boolean())
        .map(([verb, where, protocol, headers, content, signed, named]) =>
          [
            `${verb} ${where} ${protocol}`,
            ...(named ? [`Host: ${host}`] : []),
            ...(signed ? [basic] : []),
            ...headers,
            '',
            content,
          ].join('\r\n'),
        ),
    },
    { weight: 1, arbitrary: bytes },
  )

it('continues as the same process', { timeout: 240_000 }, async () => {
  const dataDir = inject('dataDir')
  const { clickhouse } = await endpointsOf(dataDir)
  const { host, port } = new URL(clickhouse.url)
  const pid = (): number | undefined =>
    readServicesFile(`${dataDir}/run/services.json`).services.clickhouse?.process.pid
  const before = pid()
  const seed = Number(process.env['MARSAD_FUZZ_SEED'] ?? Date.now() % 2_147_483_647)
  console.log(`MARSAD_FUZZ_SEED=${seed}`)
  const all = fc.sample(requests(host), { numRuns: runs, seed })
  let answered = 0
  for (let at = 0; at < all.length; at += batch) {
    const some = all.slice(at, at + batch)
    const answers = await Promise.all(some.map((request) => send(Number(port), request)))
    answered += answers.filter((answer) => answer.startsWith('HTTP/1.1 ')).length
    for (const [index, answer] of answers.entries()) {
      if (answer.startsWith('HTTP/1.1 ') && !answer.startsWith('HTTP/1.1 100')) {
        expect(answer, JSON.stringify(some[index])).toMatch(/^x-content-type-options: nosniff\r$/im)
      }
    }
    const answer = await fetch(`http://${host}/?query=SELECT%201`, {
      headers: { Authorization: basic.slice('Authorization: '.length) },
      signal: AbortSignal.timeout(10_000),
    })
    expect(await answer.text(), `seed ${seed}, requests ${at} to ${at + batch}: ${JSON.stringify(some)}`).toBe('1\n')
    expect(pid()).toBe(before)
  }
  // A fuzzer whose requests are all dropped proves nothing.
  expect(answered).toBeGreaterThan(runs / 2)
})
