import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accountIn } from './account'
import { firstBarrier, maySearch } from './reach'

const who = { name: 'nobody', uid: 4_000_001, gid: 4_000_002 }

describe('reach', () => {
  it.each([
    [{ uid: 4_000_001, gid: 0, mode: 0o077 }, false],
    [{ uid: 0, gid: 4_000_002, mode: 0o707 }, false],
    [{ uid: 0, gid: 4_000_002, mode: 0o710 }, true],
    [{ uid: 0, gid: 0, mode: 0o700 }, false],
    [{ uid: 0, gid: 0, mode: 0o711 }, true],
  ])('%j → %j', (folder, reachable) => {
    expect(maySearch(folder, who)).toBe(reachable)
  })

  it('names the folder that bars the way', async () => {
    const top = mkdtempSync(join(tmpdir(), 'marsad-reach-'))
    chmodSync(top, 0o755)
    const closed = join(top, 'closed')
    const inside = join(closed, 'inside')
    mkdirSync(inside, { recursive: true, mode: 0o755 })
    await expect(firstBarrier(inside, who)).resolves.toBeNull()
    chmodSync(closed, 0o700)
    await expect(firstBarrier(inside, who)).resolves.toBe(closed)
    rmSync(top, { recursive: true })
  })

  it('finds an account by its whole name', () => {
    const passwd = 'root:x:0:0::/root:/bin/sh\npostgresql:x:9:9::/:/bin/sh\npostgres:x:101:104:a,,:/var:/bin/sh\n'
    expect(accountIn(passwd, 'postgres')).toEqual({ name: 'postgres', uid: 101, gid: 104 })
    expect(accountIn(passwd, 'redis')).toBeNull()
  })
})
