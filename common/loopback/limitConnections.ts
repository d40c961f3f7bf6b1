import type { Server } from 'node:net'

/**
 * Keeps an HTTP server at a number of connections; what comes above is closed at once. Not `maxConnections`: that counts what the server
 * itself has accepted, and a server of {@link listenLoopback} is handed half of its connections.
 */
export function limitConnections(server: Server, most: number): void {
  let open = 0
  server.on('connection', (socket) => {
    if (open >= most) {
      socket.destroy()
      return
    }
    open += 1
    socket.once('close', () => {
      open -= 1
    })
  })
}
