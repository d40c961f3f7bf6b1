import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toFailure } from '../../../contract/errors'
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

  it.each([
    ['garbage', (path: string) => writeFileSync(path, '{')],
    ['no number', (path: string) => writeFileSync(path, '{"format":"1"}')],
    ['nothing', (path: string) => writeFileSync(path, '')],
    ['a named pipe', (path: string) => void execFileSync('mkfifo', [path])],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link to an endless device', (path: string) => symlinkSync('/dev/zero', path)],
    ['too large', (path: string) => writeFileSync(path, Buffer.alloc(100_000, 32))],
  ])('refuses a format that cannot be read: %s', async (_, make) => {
    const path = join(top, 'format.json')
    make(path)
    const before = readdirSync(top)
    await expect(openDataFolder(dataFolderAt(top), null)).rejects.toMatchObject({
      failure: { code: 'data_format', details: { path, supported: 1 } },
    })
    expect(readdirSync(top)).toEqual(before)
  })

  it('takes any bytes for a format that it knows, or refuses them in words', async () => {
    const bytes = fc.uint8Array({ maxLength: 100 }).map((any) => Buffer.from(any))
    const near = fc.record({ format: fc.jsonValue() }).map((any) => Buffer.from(JSON.stringify(any)))
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, near), async (content) => {
        writeFileSync(join(top, 'format.json'), content)
        const code = await openDataFolder(dataFolderAt(top), null).then(
          () => 'opened',
          (thrown: unknown) => toFailure(thrown).code,
        )
        expect(['opened', 'data_format', 'data_newer']).toContain(code)
      }),
      { numRuns: 100 },
    )
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
