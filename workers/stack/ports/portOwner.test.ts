import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { listeningInodes, ownerFromLsof, portOwner, unknownOwner } from './portOwner'

const table = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  '   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 4711 1 0000 100 0 0 10 0',
  '   1: 0100007F:C001 0100007F:1538 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000 20 4 30 10 -1',
  '   2: 00000000:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000 100 0 0 10 0',
].join('\n')

describe('portOwner', () => {
  it('finds listening sockets by port, not connections to it', () => {
    expect(listeningInodes(table, 5432)).toEqual(['4711'])
    expect(listeningInodes(table, 9092)).toEqual(['4713'])
    expect(listeningInodes(table, 49153)).toEqual([])
  })

  it('reads what lsof prints', () => {
    expect(ownerFromLsof('p812\ncpostgres\nf7\n')).toBe('postgres (pid 812)')
    expect(ownerFromLsof('')).toBeNull()
  })

  it('names the process that holds a port, and nobody for a free one', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(portOwner(port)).resolves.toContain(`(pid ${process.pid})`)
    server.close()
    await once(server, 'close')
    await expect(portOwner(port)).resolves.toBe(unknownOwner)
  })
})
