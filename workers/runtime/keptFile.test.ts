import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { keptFile } from './keptFile'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'marsad-kept-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const open = (warnings: string[] = []) =>
  keptFile(join(folder, 'kept.json'), z.object({ n: z.number() }), (text) => void warnings.push(text), 1_000)

test('is read as it was written; nothing is left beside it', async () => {
  expect(await open().read()).toBeNull()
  await open().write({ n: 1 })
  await open().write({ n: 2 })
  expect(await open().read()).toEqual({ n: 2 })
  expect(readdirSync(folder)).toEqual(['kept.json'])
})

test.each([
  ['garbage', (path: string) => writeFileSync(path, '\0')],
  ['another format', (path: string) => writeFileSync(path, '{"n":"x"}')],
  ['too large', (path: string) => writeFileSync(path, Buffer.alloc(1_001, 32))],
  ['a named pipe', (path: string) => void execFileSync('mkfifo', [path])],
  ['a link to an endless device', (path: string) => symlinkSync('/dev/zero', path)],
])('%s counts as none, with a warning, and is replaced', async (_, make) => {
  const path = join(folder, 'kept.json')
  make(path)
  const warnings: string[] = []
  expect(await open(warnings).read()).toBeNull()
  expect(warnings).toEqual([expect.stringContaining(path)])
  await open().write({ n: 3 })
  expect(await open().read()).toEqual({ n: 3 })
})

test.each([
  ['a pipe', (path: string) => void execFileSync('mkfifo', [path])],
  ['a folder', (path: string) => mkdirSync(path)],
  ['a link', (path: string) => symlinkSync('stranger', path)],
])('%s at the name of the next state is not written to', async (_, make) => {
  writeFileSync(join(folder, 'stranger'), 'theirs')
  make(join(folder, 'kept.json.next'))
  await open().write({ n: 4 })
  expect(await open().read()).toEqual({ n: 4 })
  expect(readFileSync(join(folder, 'stranger'), 'utf8')).toBe('theirs')
})
