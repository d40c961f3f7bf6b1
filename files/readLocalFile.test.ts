import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toFailure } from '../contract/errors'
import { failureInWords } from '../contract/messages/message'
import { readLocalFile, type FileKind, type LocalFile } from './readLocalFile'
import { readTextFile } from './readTextFile'
import { refuseSpecialFile } from './refuseSpecialFile'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'marsad-files-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const limits = { maxBytes: 1_000, links: 'refuse' } as const
const unusable = (kind: FileKind): LocalFile => ({ kind: 'unusable', fault: { fault: 'kind', kind } })
const large: LocalFile = { kind: 'unusable', fault: { fault: 'large', maxBytes: 1_000 } }
const at = (name: string): string => join(folder, name)
const thrownBy = (run: () => unknown): unknown => {
  try {
    run()
  } catch (thrown) {
    return thrown
  }
  return null
}

test('a regular file up to the limit is read, byte for byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_000 }), (bytes) => {
      writeFileSync(at('any'), bytes)
      expect(readLocalFile(at('any'), limits)).toEqual({ kind: 'read', bytes: Buffer.from(bytes) })
    }),
    { numRuns: 50 },
  )
})

test('a file that is not there is absent, also below a file', () => {
  writeFileSync(at('file'), '')
  expect(readLocalFile(at('none'), limits)).toEqual({ kind: 'absent' })
  expect(readLocalFile(at('file/none'), limits)).toEqual({ kind: 'absent' })
})

test('one byte too many, 3 TB of nothing and a growing file are too large', () => {
  writeFileSync(at('large'), Buffer.alloc(1_001))
  expect(readLocalFile(at('large'), limits)).toEqual(large)
  truncateSync(at('large'), 3 * 1024 ** 4)
  expect(readLocalFile(at('large'), limits)).toEqual(large)
  // Its size is 0 by what the system says of it.
  expect(readLocalFile('/proc/self/smaps', limits)).toEqual(large)
})

test('what is no regular file is named at once, also behind a link', async () => {
  execFileSync('mkfifo', [at('pipe')])
  mkdirSync(at('folder'))
  const server = createServer().listen(at('socket'))
  await new Promise((done) => server.once('listening', done))
  symlinkSync(at('file'), at('link'))
  symlinkSync('self', at('self'))
  for (const [name, target] of [
    ['to-pipe', at('pipe')],
    ['to-zero', '/dev/zero'],
    ['to-folder', at('folder')],
  ] as const)
    symlinkSync(target, at(name))

  const began = performance.now()
  expect(readLocalFile(at('pipe'), limits)).toEqual(unusable('pipe'))
  expect(readLocalFile(at('folder'), limits)).toEqual(unusable('folder'))
  expect(readLocalFile(at('socket'), limits)).toEqual(unusable('socket'))
  expect(readLocalFile('/dev/zero', limits)).toEqual(unusable('device'))
  expect(readLocalFile(at('link'), limits)).toEqual(unusable('link'))
  const followed = { maxBytes: 1_000, links: 'follow' } as const
  expect(readLocalFile(at('link'), followed)).toEqual({ kind: 'read', bytes: Buffer.alloc(0) })
  expect(readLocalFile(at('self'), followed)).toEqual(unusable('link'))
  expect(readLocalFile(at('to-pipe'), followed)).toEqual(unusable('pipe'))
  expect(readLocalFile(at('to-zero'), followed)).toEqual(unusable('device'))
  expect(readLocalFile(at('to-folder'), followed)).toEqual(unusable('folder'))
  expect(performance.now() - began).toBeLessThan(500)
  server.close()
})

test('what people read names the file, what it is and what to do, in both languages', () => {
  const pipe = toFailure(thrownBy(() => readTextFile(at('pipe'), 'refuse')))
  expect(pipe).toMatchObject({ code: 'file_kind', details: { path: at('pipe'), kind: 'pipe' } })
  expect(failureInWords(pipe, 'en')).toContain(`${at('pipe')} is a named pipe, not a regular file.`)
  expect(failureInWords(pipe, 'ar')).toContain('أنبوب مسمّى')
  const tooLarge = toFailure(thrownBy(() => readTextFile(at('large'), 'refuse')))
  expect(tooLarge).toMatchObject({ code: 'file_large', details: { limit: '1 MiB' } })
  expect(readTextFile(at('none'), 'refuse')).toBeNull()
})

test('a file that is to be written is refused when it is none', () => {
  for (const name of ['pipe', 'folder', 'link', 'self'])
    expect(toFailure(thrownBy(() => refuseSpecialFile(at(name))))).toMatchObject({
      code: 'file_kind',
      details: { path: at(name) },
    })
  for (const name of ['file', 'none']) expect(thrownBy(() => refuseSpecialFile(at(name)))).toBeNull()
})
