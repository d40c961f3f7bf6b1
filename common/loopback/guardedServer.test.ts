import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openGuardedServer, type GuardedServer } from './guardedServer'
import { guardHeaders } from './pageGuard'

let server: GuardedServer
let answered: string[]
const failures: unknown[] = []

beforeEach(async () => {
  answered = []
  server = await openGuardedServer(0, {
    answer: (request, response) => {
      answered.push(request.url ?? '')
      if (request.url === '/fails') return Promise.reject(new Error('as wanted'))
      response.end('answered')
      return Promise.resolve()
    },
    refuse: (response, status, message) => void response.writeHead(status).end(message),
    failed: (thrown) => failures.push(thrown),
  })
})
afterEach(() => server.close())

/** Sends bytes as they are, and reads until the server closes. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1')
  socket.write(bytes)
  return text(socket)
}

const carriesGuard = (answer: string): void => {
  for (const [name, value] of Object.entries(guardHeaders)) expect(answer).toContain(`${name}: ${value}`)
}

it('answers a program, with the headers of the guard', async () => {
  const answer = await raw(`GET /x HTTP/1.1\r\nHost: localhost:${server.port}\r\nConnection: close\r\n\r\n`)
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  carriesGuard(answer)
  expect(answered).toEqual(['/x'])
})

it.each([
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', 403],
  ['no Host in HTTP 1.0', 'GET / HTTP/1.0\r\n\r\n', 403],
  ['another Host', 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n', 403],
  ['no request', 'nonsense\r\n\r\n', 400],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx', 400],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['a long head', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ['an expectation', 'GET / HTTP/1.1\r\nHost: evil\r\nExpect: x\r\nConnection: close\r\n\r\n', 417],
])('refuses %s, closes, and carries the headers of the guard', async (_name, bytes, status) => {
  const answer = await raw(bytes)
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  carriesGuard(answer)
  expect(answered).toEqual([])
})

it('ends the connection of an answer that fails, and stays', async () => {
  await expect(fetch(`http://127.0.0.1:${server.port}/fails`)).rejects.toThrow()
  expect(failures).toHaveLength(1)
  expect(await (await fetch(`http://127.0.0.1:${server.port}/`)).text()).toBe('answered')
})

it('takes 64 connections on both addresses together, and again when they have gone', async () => {
  const open = async (host: string): Promise<ReturnType<typeof connect>> => {
    const socket = connect(server.port, host)
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }
  const sockets = await Promise.all(Array.from({ length: 64 }, (_, each) => open(each % 2 === 0 ? '127.0.0.1' : '::1')))
  const above = await open('::1')
  await once(above, 'close')
  for (const socket of sockets) socket.destroy()
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(200)
})
