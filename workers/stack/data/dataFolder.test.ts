import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataFolderAt, openDataFolder } from './dataFolder'

let top = ''
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'marsad-data-'))
  chmodSync(top, 0o755)
})
afterEach(() => rmSync(top, { recursive: true }))

const stranger = { name: 'marsad', uid: 4_000_001, gid: 4_000_002 }

describe('openDataFolder', () => {
  it('makes the folder, stamps its format and opens it again', async () => {
    const folder = dataFolderAt(join(top, 'a', 'b'))
    await openDataFolder(folder, null)
    await openDataFolder(folder, null)
    expect(JSON.parse(readFileSync(join(folder.root, 'format.json'), 'utf8'))).toEqual({ format: 1 })
  })

  it('refuses a newer format and changes nothing', async () => {
    writeFileSync(join(top, 'format.json'), '{"format":7,"more":true}')
    await expect(openDataFolder(dataFolderAt(top), null)).rejects.toMatchObject({
      failure: { code: 'data_newer', details: { found: 7, supported: 1 } },
    })
    expect(readFileSync(join(top, 'format.json'), 'utf8')).toBe('{"format":7,"more":true}')
  })

  it('says which folder keeps the services out', async () => {
    const closed = join(top, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    await expect(openDataFolder(dataFolderAt(join(closed, 'data')), stranger)).rejects.toMatchObject({
      failure: { code: 'data_unreachable', details: { path: closed, user: 'marsad' } },
    })
  })

  it('says that a path through a file cannot be written', async () => {
    writeFileSync(join(top, 'file'), '')
    await expect(openDataFolder(dataFolderAt(join(top, 'file', 'data')), null)).rejects.toMatchObject({
      failure: { code: 'no_permission' },
    })
  })
})
