import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { peerAccount, uidIn, type PeerAccount } from './peerAccount'

const linux = process.platform === 'linux'

/** Accepts one connection to `address` and answers who made it. */
async function accepted(
  listen: string,
  address: string,
  use: (served: Socket, client: Socket) => Promise<PeerAccount>,
): Promise<PeerAccount> {
  const server = createServer({ allowHalfOpen: true })
  server.listen(0, listen)
  await once(server, 'listening')
  const where = server.address()
  if (where === null || typeof where === 'string') throw new Error('a TCP server has a port')
  const arrival = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const client = connect({ port: where.port, host: address })
  const served = await arrival
  try {
    return await use(served, client)
  } finally {
    client.destroy()
    served.destroy()
    server.close()
  }
}

it.runIf(linux).each([
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['127.0.0.1', '::ffff:127.0.0.1'],
])('names the account at the other end of a connection to %s as %s', async (listen, address) => {
  await expect(accepted(listen, address, peerAccount)).resolves.toEqual({ kind: 'account', uid: process.getuid?.() })
})

it.runIf(linux)('takes a connection that its client has closed for nobody’s, and never for root’s', async () => {
  const answer = await accepted('127.0.0.1', '127.0.0.1', async (served, client) => {
    client.destroy()
    served.resume()
    await once(served, 'end')
    return peerAccount(served)
  })
  expect(answer).toEqual({ kind: 'unknown' })
})

it('reads the row of the peer, not the one of the server', () => {
  const rows = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1FBB 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 111 1',
    '   1: 0100007F:C350 0100007F:1FBB 01 00000000:00000000 00:00000000 00000000 65534        0 222 1',
    '   2: 0100007F:C351 0100007F:1FBB 05 00000000:00000000 00:00000000 00000000     0        0 0 1',
  ].join('\n')
  const ends = { localAddress: '127.0.0.1', localPort: 8123, remoteAddress: '127.0.0.1', remotePort: 50_000 }
  expect(uidIn(rows, ends)).toBe(65_534)
  expect(uidIn(rows, { ...ends, remotePort: 50_001 })).toBeNull()
  expect(uidIn(rows, { ...ends, remotePort: 50_002 })).toBeNull()
})
