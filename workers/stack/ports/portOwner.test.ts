import { once } from 'node:events'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { accountNameIn } from './accountName'
import { describe, expect, it } from 'vitest'
import { listenersOn, ownerFromLsof, portOwner, unknownOwner } from './portOwner'

const table = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  '   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 4711 1 0000 100 0 0 10 0',
  '   1: 0100007F:C001 0100007F:1538 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000 20 4 30 10 -1',
  '   2: 00000000:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000 100 0 0 10 0',
].join('\n')

describe('portOwner', () => {
  it('finds listening sockets by port, not connections to it', () => {
    expect(listenersOn(table, 5432)).toEqual([{ inode: '4711', uid: 101 }])
    expect(listenersOn(table, 9092)).toEqual([{ inode: '4713', uid: 0 }])
    expect(listenersOn(table, 49153)).toEqual([])
  })

  it('names an account by its number', () => {
    const passwd = 'root:x:0:0::/root:/bin/sh\nnora:x:1000:1000::/home/nora:/bin/sh\n'
    expect([0, 1000, 7].map((uid) => accountNameIn(passwd, uid))).toEqual(['root', 'nora', '7'])
  })

  it('reads what lsof prints', () => {
    expect(ownerFromLsof('p812\ncpostgres\nLnora\nf7\n')).toBe('postgres (pid 812, account nora)')
    expect(ownerFromLsof('')).toBeNull()
  })

  it('names the process that holds a port, and nobody for a free one', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(portOwner(port)).resolves.toMatch(
      new RegExp(`\\(pid ${process.pid}, account ${userInfo().username}\\)$`),
    )
    server.close()
    await once(server, 'close')
    await expect(portOwner(port)).resolves.toBe(unknownOwner)
  })
})
