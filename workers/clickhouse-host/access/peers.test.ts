import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { PeerAccount } from '../../../common/loopback/peerAccount'
import { openPeers } from './peers'

const own = 1000
let client: Socket
let served: Socket
let close: () => void

beforeEach(async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const arrival = new Promise<Socket>((resolve) => server.once('connection', resolve))
  client = connect(address.port, '127.0.0.1')
  served = await arrival
  close = () => void server.close()
})
afterEach(() => {
  client.destroy()
  served.destroy()
  close()
})

/** Answers for the connection to itself first, then for all others. */
const answering = (first: PeerAccount, then: PeerAccount): (() => Promise<PeerAccount>) => {
  let asked = 0
  return () => Promise.resolve((asked += 1) === 1 ? first : then)
}
const account = (uid: number): PeerAccount => ({ kind: 'account', uid })

it.each([
  ['its own account', account(own), false],
  ['root', account(0), false],
  ['another account', account(65_534), true],
  ['a connection that nobody has any more', { kind: 'unknown' }, true],
] satisfies [string, PeerAccount, boolean][])('takes %s for what it is', async (_name, peer, stranger) => {
  const peers = await openPeers(own, answering(account(own), peer))
  expect(peers.known).toBe(true)
  await expect(peers.isStranger(served)).resolves.toBe(stranger)
})

it('asks once for a connection', async () => {
  let asked = 0
  const peers = await openPeers(own, () => Promise.resolve(account((asked += 1) === 1 ? own : 0)))
  await peers.isStranger(served)
  await peers.isStranger(served)
  expect(asked).toBe(2)
})

it.each([{ kind: 'unreadable' }, { kind: 'unknown' }] satisfies PeerAccount[])(
  'leaves it to the password where it does not see itself: %j',
  async (peer) => {
    const peers = await openPeers(own, () => Promise.resolve(peer))
    expect(peers.known).toBe(false)
    await expect(peers.isStranger(served)).resolves.toBe(false)
  },
)

it('leaves it to the password where the tables cannot be read', async () => {
  const peers = await openPeers(own, () => Promise.reject(new Error('EACCES')))
  expect(peers.known).toBe(false)
})

it.runIf(process.platform === 'linux')('sees this process as itself', async () => {
  const peers = await openPeers()
  expect(peers.known).toBe(true)
  await expect(peers.isStranger(served)).resolves.toBe(false)
})
