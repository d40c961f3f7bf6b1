/** The proxy itself, before a server that counts what reaches it. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openProxy, type FaultProxy } from './proxy'

let server: Server
let proxy: FaultProxy
let reached: Buffer[]
const answer = Buffer.from([0, 0, 0, 4, 0, 0, 0, 9])

beforeEach(async () => {
  reached = []
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', (data) => {
      reached.push(data)
      socket.write(answer)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  proxy = await openProxy({ kafka: address.port, redis: address.port })
})
afterEach(async () => {
  await proxy.close()
  await once(server.close(), 'close')
})

/** A request of Kafka's protocol with the correlation id 9. */
function request(api: number, clientId: string): Buffer {
  const frame = Buffer.alloc(14 + clientId.length)
  frame.writeUInt32BE(frame.length - 4, 0)
  frame.writeInt16BE(api, 4)
  frame.writeInt32BE(9, 8)
  frame.writeInt16BE(clientId.length, 12)
  frame.write(clientId, 14)
  return frame
}

async function client(): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: proxy.ports.kafka })
  await once(socket, 'connect')
  return socket
}

test('a request that is cut never reaches the server, and the client learns that the connection is gone', async () => {
  const socket = await client()
  const cut = proxy.cut({ target: 'kafka', api: 'end_transaction', side: 'request', clientId: 'one' }, 5_000)
  const gone = once(socket, 'close')
  socket.write(request(26, 'one'))
  expect((await cut).bytes).toBe(17)
  await gone
  expect(reached).toEqual([])
})

test('of an answer that is cut the server has had the request, and nothing reaches the client', async () => {
  const socket = await client()
  let heard = 0
  socket.on('data', (data) => (heard += data.length))
  const cut = proxy.cut({ target: 'kafka', api: 'end_transaction', side: 'answer', clientId: 'one' }, 5_000)
  const gone = once(socket, 'close')
  socket.write(request(26, 'one'))
  expect((await cut).bytes).toBe(answer.length)
  await gone
  expect(reached).toEqual([request(26, 'one')])
  expect(heard).toBe(0)
})

test('requests of others and of other kinds pass, a frame in two pieces as one', async () => {
  const socket = await client()
  const cut = proxy.cut({ target: 'kafka', api: 'end_transaction', side: 'request', clientId: 'one' }, 5_000)
  for (const frame of [request(26, 'two'), request(0, 'one')]) {
    const answered = once(socket, 'data')
    socket.write(frame.subarray(0, 7))
    setImmediate(() => socket.write(frame.subarray(7)))
    expect(await answered).toEqual([answer])
  }
  expect(reached).toEqual([request(26, 'two'), request(0, 'one')])
  const gone = once(socket, 'close')
  socket.write(request(26, 'one'))
  await Promise.all([cut, gone])
})
