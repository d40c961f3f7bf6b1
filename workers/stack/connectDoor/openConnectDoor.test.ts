/** The door before a server that stands in for Connect and shows what reached it. The real one: tests/security. */
import { once } from 'node:events'
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { httpText } from '../../clients/httpText'
import { openConnectDoor } from './openConnectDoor'

const account = { user: 'marsad', password: 'a-password-of-a-test' }
const signal = new AbortController().signal
const isLinux = process.platform === 'linux'

interface Arrived {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let behind: Server
let arrived: Arrived[]
let door: Awaited<ReturnType<typeof openConnectDoor>>
let url: string

beforeEach(async () => {
  arrived = []
  behind = createServer((asked, response) => {
    void text(asked).then((body) => {
      arrived.push({ method: asked.method ?? '', url: asked.url ?? '', headers: asked.headers, body })
      const headers = { 'content-type': 'application/json', location: 'http://127.0.0.1:1/', 'set-cookie': 'a=b' }
      response.writeHead(asked.method === 'POST' ? 201 : 200, headers)
      response.end(JSON.stringify({ name: 'x', config: { 'database.password': 'dbz' } }))
    })
  }).listen(0, '127.0.0.1')
  await once(behind, 'listening')
  const address = behind.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  door = await openConnectDoor(0, { url: `http://127.0.0.1:${address.port}`, account }, (line) => {
    throw new Error(line)
  })
  url = `http://127.0.0.1:${door.port}`
})
afterEach(async () => {
  await door.close()
  behind.close()
  behind.closeAllConnections()
})

const withSecret = (method: string, path: string, body?: unknown): ReturnType<typeof httpText> =>
  httpText({ url, account, tls: null }, method, path, signal, body)

it('writes a request for Connect from its parts: no header of the caller goes along', async () => {
  const sent = request(`${url}/connectors/x/config`, {
    method: 'PUT',
    auth: `${account.user}:${account.password}`,
    headers: {
      'content-type': 'application/json',
      connection: 'x-hop',
      'x-hop': '1',
      'x-forwarded-for': '10.0.0.1',
      cookie: 'c=1',
      'transfer-encoding': 'chunked',
      te: 'trailers',
    },
  })
  sent.write('{"a":')
  sent.end('"b"}')
  await once(sent, 'response')
  const [only] = arrived
  expect(only).toMatchObject({ method: 'PUT', url: '/connectors/x/config', body: '{"a":"b"}' })
  const { host, authorization, ...rest } = only?.headers ?? {}
  expect(host).not.toContain(String(door.port))
  expect(authorization).toBe(`Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`)
  expect(rest).toEqual({
    accept: 'application/json',
    'content-type': 'application/json',
    'content-length': '9',
    connection: 'close',
  })
})

it('passes the status, the type and the body back, and no other header', async () => {
  const answer = await fetch(`${url}/connectors`, {
    method: 'POST',
    headers: { authorization: basic(account.password), 'content-type': 'application/json' },
    body: '{}',
  })
  expect(answer.status).toBe(201)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect([answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual([null, null])
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(await answer.text()).toContain('"dbz"')
})

it.runIf(isLinux)('lets its own account change and read everything', async () => {
  const given = { url, account: null, tls: null }
  expect((await httpText(given, 'GET', '/connectors/x/config', signal)).text).toContain('"dbz"')
  expect((await httpText(given, 'PUT', '/connectors/x/config', signal, {})).status).toBe(200)
  expect((await httpText(given, 'POST', '/connectors/x/restart', signal)).status).toBe(415)
  expect(arrived.map(({ method }) => method)).toEqual(['GET', 'PUT'])
})

it('masks the answer to what a browser asks for', async () => {
  const sent = request(`${url}/connectors/x/config`, { headers: { 'sec-fetch-site': 'none' } }).end()
  const whole = await new Promise<string>((resolve, reject) => {
    sent.on('response', (answer) => void text(answer).then(resolve, reject)).on('error', reject)
  })
  expect(JSON.parse(whole)).toEqual({ name: 'x', config: { 'database.password': '[secret]' } })
})

it('refuses a wrong password, and a body that is too long, without asking Connect', async () => {
  const wrong = await fetch(`${url}/connectors`, { headers: { authorization: basic('wrong') } })
  expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Kafka Connect"'])
  expect((await withSecret('PUT', '/connectors/x/config', 'x'.repeat(1024 * 1024))).status).toBe(413)
  expect(arrived).toEqual([])
})

it('takes two requests in one for no more than it reads', async () => {
  const socket = connect(door.port, '127.0.0.1')
  const head = `Host: localhost:${door.port}\r\nAuthorization: ${basic(account.password)}\r\nContent-Type: application/json\r\n`
  const hidden = `DELETE /connectors/x HTTP/1.1\r\n\r\n`
  socket.write(
    `POST /connectors HTTP/1.1\r\n${head}Content-Length: ${hidden.length}\r\nConnection: close\r\n\r\n${hidden}`,
  )
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 201 /)
  expect(arrived.map(({ method, body }) => [method, body])).toEqual([['POST', hidden]])
})

it('says in the way of Connect that it does not answer', async () => {
  behind.close()
  behind.closeAllConnections()
  const answer = await withSecret('GET', '/connectors')
  expect(answer.status).toBe(503)
  expect(JSON.parse(answer.text)).toEqual({ error_code: 503, message: 'Kafka Connect does not answer: ECONNREFUSED' })
})

function basic(password: string): string {
  return `Basic ${Buffer.from(`${account.user}:${password}`).toString('base64')}`
}
