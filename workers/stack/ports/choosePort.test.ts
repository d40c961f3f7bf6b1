import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { describe, expect, it } from 'vitest'
import { choosePort, isFree } from './choosePort'

async function hold(host: string): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 }
}

describe('choosePort', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::1'])(
    'takes a neighbour when %s holds the wanted one, and names the owner',
    async (host) => {
      const { server, port } = await hold(host)
      const chosen = await choosePort(port, new Set([port + 1]))
      expect(chosen.port).not.toBe(port)
      expect(chosen.port).not.toBe(port + 1)
      expect(chosen.taken?.wanted).toBe(port)
      expect(chosen.taken?.owner).toContain(`(pid ${process.pid}, account `)
      server.close()
      await once(server, 'close')
      await expect(isFree(port)).resolves.toBe(true)
      await expect(choosePort(port, new Set())).resolves.toEqual({ port, taken: null })
    },
  )

  it('finds any free port for 0', async () => {
    const chosen = await choosePort(0, new Set())
    expect(chosen.port).toBeGreaterThan(1023)
    expect(chosen.taken).toBeNull()
  })
})
