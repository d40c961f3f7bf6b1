/** Listens for everything that a page could send to this machine: HTTP, raw TCP and UDP. */
import { createSocket, type Socket } from 'node:dgram'
import { createServer, type Server as HttpServer } from 'node:http'
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { once } from 'node:events'

export interface NetworkTrap {
  /** Of the HTTP server, without a slash at its end. */
  readonly url: string
  readonly tcpPort: number
  readonly udpPort: number
  /** What came in since the last call: a line for each request, connection and packet. */
  take(): string[]
  close(): Promise<void>
}

export async function openNetworkTrap(): Promise<NetworkTrap> {
  let seen: string[] = []
  const http = createServer((request, response) => {
    seen.push(`http ${request.url ?? ''}`)
    if (request.url === '/redirect') response.writeHead(302, { location: '/landed' }).end()
    else
      response
        .writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' })
        .end('<title>outside</title>')
  })
  const tcp = createTcpServer((socket) => {
    seen.push('tcp')
    socket.destroy()
  })
  const udp = createSocket('udp4', () => seen.push('udp'))
  udp.bind(0, '127.0.0.1')
  http.listen(0, '127.0.0.1')
  tcp.listen(0, '127.0.0.1')
  await Promise.all([once(udp, 'listening'), once(http, 'listening'), once(tcp, 'listening')])
  return {
    url: `http://127.0.0.1:${portOf(http)}`,
    tcpPort: portOf(tcp),
    udpPort: portOf(udp),
    take: () => {
      const taken = seen
      seen = []
      return taken
    },
    close: async () => {
      http.closeAllConnections()
      await Promise.all([
        new Promise((done) => http.close(done)),
        new Promise((done) => tcp.close(done)),
        new Promise<void>((done) => udp.close(done)),
      ])
    },
  }
}

function portOf(server: HttpServer | TcpServer | Socket): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a socket of the network has a port')
  return address.port
}
