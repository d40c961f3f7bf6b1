import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkArchives, isFresh, withoutRedirections } from './electron.mjs'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-electron-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a failed download is remembered for a day and no longer', async () => {
  const stamp = join(folder, 'electron-45.4.1.unreachable.json')
  const now = Date.parse('2026-11-30T12:00:00Z')
  expect(await isFresh(stamp, now)).toBe(false)
  for (const [at, fresh] of /** @type {const} */ ([
    ['2026-11-30T11:59:59Z', true],
    ['2026-11-29T12:00:01Z', true],
    ['2026-11-29T12:00:00Z', false],
    ['2024-01-01T00:00:00Z', false],
    ['2027-01-01T00:00:00Z', false],
    ['no date', false],
  ])) {
    await writeFile(stamp, JSON.stringify({ at, reason: 'unreachable' }, null, 2))
    expect(await isFresh(stamp, now), at).toBe(fresh)
  }
})

test('no variable sends the installer elsewhere', () => {
  const kept = { PATH: '/bin', npm_config_registry: 'kept', HTTPS_PROXY: 'kept' }
  const dropped = {
    ELECTRON_MIRROR: 'x',
    electron_use_remote_checksums: '1',
    electron_config_cache: 'x',
    npm_config_electron_mirror: 'x',
    NPM_CONFIG_ELECTRON_CUSTOM_DIR: 'x',
    npm_package_config_electron_mirror: 'x',
    ELECTRON_SKIP_BINARY_DOWNLOAD: '1',
    ELECTRON_OVERRIDE_DIST_PATH: '/tmp',
  }
  expect(withoutRedirections({ ...kept, ...dropped })).toEqual(kept)
})

test('an archive that is not the one named is refused', async () => {
  const cache = join(folder, 'cache', 'some-hash')
  await mkdir(cache, { recursive: true })
  await expect(checkArchives(folder, {})).rejects.toThrow(/^The checksum of Electron is wrong/)
  await writeFile(join(cache, 'electron-v45.4.1-linux-x64.zip'), 'good')
  const sum = createHash('sha256').update('good').digest('hex')
  await checkArchives(folder, { 'electron-v45.4.1-linux-x64.zip': sum })
  await writeFile(join(cache, 'electron-v45.4.1-linux-x64.zip'), 'evil')
  await expect(checkArchives(folder, { 'electron-v45.4.1-linux-x64.zip': sum })).rejects.toThrow(
    /^The checksum of electron-v45\.4\.1-linux-x64\.zip is wrong/,
  )
})
