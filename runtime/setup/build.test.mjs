import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildEnvironment, hashSources } from './build.mjs'

let project = ''
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'marsad-build-'))
  await mkdir(join(project, 'workers', 'a'), { recursive: true })
  await writeFile(join(project, 'workers', 'a', 'entry.ts'), 'one')
})
afterEach(() => rm(project, { recursive: true }))

test('a changed, a new and a moved source each ask for a build', async () => {
  const hashes = [await hashSources(project)]
  await writeFile(join(project, 'workers', 'a', 'entry.ts'), 'two')
  hashes.push(await hashSources(project))
  await writeFile(join(project, 'workers', 'a', 'more.ts'), '')
  hashes.push(await hashSources(project))
  await rm(join(project, 'workers', 'a', 'more.ts'))
  await writeFile(join(project, 'workers', 'a', 'less.ts'), '')
  hashes.push(await hashSources(project))
  expect(new Set(hashes).size).toBe(hashes.length)
})

test('a test or a document asks for none', async () => {
  const before = await hashSources(project)
  await writeFile(join(project, 'workers', 'a', 'entry.test.ts'), 'new')
  await writeFile(join(project, 'README.md'), 'new')
  expect(await hashSources(project)).toBe(before)
})

test('what is built runs in the oldest Electron that set-up may find', () => {
  expect(buildEnvironment({ PATH: '/bin' })).toMatchObject({ PATH: '/bin', ELECTRON_MAJOR_VER: '33' })
})
