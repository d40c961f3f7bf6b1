import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { peerAccount, type PeerAccount } from '../../../common/loopback/peerAccount'

/** Who may ask: the account that the host runs as, and root. Elsewhere than on Linux the other end of a connection has no name. */
export interface Peers {
  /** False where this system does not show whose a connection is: then the password alone decides. */
  readonly known: boolean
  /** Whether the other end of a connection belongs to another account; looked up once and kept with the connection. */
  isStranger(socket: Socket): Promise<boolean>
}

/** @param own the account of this process; undefined where there are none */
export async function openPeers(
  own: number | undefined = process.getuid?.(),
  lookUp: (socket: Socket) => Promise<PeerAccount> = peerAccount,
): Promise<Peers> {
  if (own === undefined || !(await seesItself(own, lookUp)))
    return { known: false, isStranger: () => Promise.resolve(false) }
  const kept = new WeakMap<Socket, Promise<boolean>>()
  const ask = async (socket: Socket): Promise<boolean> => {
    const peer = await lookUp(socket)
    return peer.kind !== 'account' || (peer.uid !== own && peer.uid !== 0)
  }
  return {
    known: true,
    isStranger: (socket) => {
      const known = kept.get(socket)
      if (known !== undefined) return known
      const asked = ask(socket)
      kept.set(socket, asked)
      return asked
    },
  }
}

/** Whether this system shows the account behind a connection that this process makes to itself. */
async function seesItself(own: number, lookUp: (socket: Socket) => Promise<PeerAccount>): Promise<boolean> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const arrival = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const client = connect(address.port, '127.0.0.1')
  const served = await arrival
  try {
    const peer = await lookUp(served)
    return peer.kind === 'account' && peer.uid === own
  } catch {
    // A system that hides its tables of sockets from this account.
    return false
  } finally {
    client.destroy()
    served.destroy()
    server.close()
  }
}
