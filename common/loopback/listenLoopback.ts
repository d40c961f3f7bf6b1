import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'

/** Codes of a machine without IPv6 on its loopback. */
const withoutIpv6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT']

export interface LoopbackListener {
  readonly port: number
  /** Takes no further connections; those under way are the server's own business. */
  close(): void
}

/**
 * Lets an HTTP server listen on 127.0.0.1 and on [::1] of one port: `localhost` may mean either, and another account could take the free one.
 * @param port 0 for any free one.
 * @throws what listening fails with: EADDRINUSE also where only [::1] is taken.
 */
export async function listenLoopback(server: Server, port: number): Promise<LoopbackListener> {
  server.listen({ port, host: '127.0.0.1', exclusive: true })
  await once(server, 'listening')
  const chosen = portOf(server)
  const second = createServer((socket) => server.emit('connection', socket))
  try {
    second.listen({ port: chosen, host: '::1', exclusive: true })
    await once(second, 'listening')
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && withoutIpv6.includes(String(thrown.code)))) {
      server.close()
      throw thrown
    }
    return { port: chosen, close: () => void server.close() }
  }
  return {
    port: chosen,
    close: () => {
      second.close()
      server.close()
    },
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
