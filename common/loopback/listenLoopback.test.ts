import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { listenLoopback } from './listenLoopback'

it('answers on both loopback addresses of one port', async () => {
  const server = createHttpServer((_request, response) => response.end('here'))
  const listener = await listenLoopback(server, 0)
  try {
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
      const answer = await fetch(`http://${host}:${listener.port}/`)
      expect(await answer.text()).toBe('here')
    }
  } finally {
    listener.close()
    server.closeAllConnections()
  }
})

it('refuses a port of which somebody else holds [::1]', async () => {
  const stranger = createServer()
  stranger.listen(0, '::1')
  await once(stranger, 'listening')
  const held = stranger.address()
  if (held === null || typeof held === 'string') throw new Error('a TCP server has a port')
  await expect(listenLoopback(createHttpServer(), held.port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  stranger.close()
})
