import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toFailure } from '../contract/errors'
import { readRuntimeManifest } from './readRuntimeManifest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'marsad-manifest-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test.each([
  ['no file', () => undefined],
  ['garbage', (path: string) => writeFileSync(path, '\0{')],
  ['another format', (path: string) => writeFileSync(path, '{"format":99}')],
  ['a named pipe', (path: string) => void execFileSync('mkfifo', [path])],
  ['an endless device', (path: string) => symlinkSync('/dev/zero', path)],
])('%s is a runtime that is missing', (_, make) => {
  const path = join(folder, 'runtime-1.json')
  make(path)
  let thrown: unknown = null
  try {
    readRuntimeManifest(path)
  } catch (caught) {
    thrown = caught
  }
  expect(toFailure(thrown)).toMatchObject({ code: 'runtime_missing', details: { path } })
})
