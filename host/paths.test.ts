import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RuntimeManifest } from '../contract/runtime'
import { defaultDataFolder, findRuntimeManifest, runtimeFolder, type Surroundings } from './paths'

const linux: Surroundings = { env: {}, platform: 'linux', home: '/home/sara', root: false }

test('the data folder follows the system', () => {
  expect(defaultDataFolder(linux)).toBe('/home/sara/.local/share/marsad')
  expect(defaultDataFolder({ ...linux, env: { XDG_DATA_HOME: '/x' } })).toBe('/x/marsad')
  expect(defaultDataFolder({ ...linux, env: { XDG_DATA_HOME: 'relative' } })).toBe('/home/sara/.local/share/marsad')
  expect(defaultDataFolder({ ...linux, root: true })).toBe('/var/lib/marsad')
  expect(defaultDataFolder({ ...linux, platform: 'darwin', home: '/Users/s' })).toBe(
    '/Users/s/Library/Application Support/Marsad',
  )
})

test('the runtime folder can be named', () => {
  expect(runtimeFolder({ ...linux, env: { MARSAD_RUNTIME: '/r' } })).toBe('/r')
  expect(runtimeFolder(linux)).toBe('/home/sara/.cache/marsad')
  expect(runtimeFolder({ ...linux, root: true })).toBe('/var/cache/marsad')
})

const manifest = (node: string): RuntimeManifest => ({
  format: 1,
  java: '/java',
  node,
  electron: null,
  kafka: { version: '4', libs: '/l', plugins: '/p', debeziumVersion: '3', archives: { kafka: null, connect: null } },
  postgres: { version: '18', bin: '/b' },
  redis: { version: '7', server: '/s' },
})

test('the named manifest is taken, else the newest; without one the failure says where it looked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-runtime-'))
  const around = { ...linux, env: { MARSAD_RUNTIME: folder } }
  await expect(findRuntimeManifest(around)).rejects.toMatchObject({
    failure: { code: 'runtime_missing', details: { path: folder } },
  })
  for (const [name, seconds] of [
    ['runtime-aaa.json', 200],
    ['runtime-bbb.json', 100],
    ['other.json', 300],
  ] as const) {
    await writeFile(join(folder, name), JSON.stringify(manifest(name)))
    await utimes(join(folder, name), seconds, seconds)
  }
  expect((await findRuntimeManifest(around)).manifest.node).toBe('runtime-aaa.json')
  const named = join(folder, 'runtime-bbb.json')
  expect(await findRuntimeManifest({ ...linux, env: { MARSAD_RUNTIME_MANIFEST: named } })).toMatchObject({
    path: named,
    manifest: { node: 'runtime-bbb.json' },
  })
  await writeFile(named, '{"format":2}')
  await expect(findRuntimeManifest({ ...linux, env: { MARSAD_RUNTIME_MANIFEST: named } })).rejects.toMatchObject({
    failure: { code: 'runtime_missing', details: { path: named } },
  })
  await rm(folder, { recursive: true })
})
