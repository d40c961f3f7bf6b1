import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultSettings, settingsSchema } from '../contract/settings'
import { openSettings } from './settingsStore'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-settings-'))
})
afterEach(() => rm(folder, { recursive: true }))
const file = (): string => join(folder, 'settings.json')
const now = (): number => Date.UTC(2026, 0, 2, 3, 4, 5, 6)

test('without a file the defaults are in force and nothing is written', async () => {
  const { store, failure } = await openSettings(folder, now)
  expect([store.current(), failure]).toEqual([defaultSettings, null])
  expect(await readdir(folder)).toEqual([])
})

test('a change is stored as a whole file and survives', async () => {
  const { store } = await openSettings(folder, now)
  await store.change({ language: 'ar', traffic: { enabled: false, eventsPerSecond: 7 } })
  const again = await openSettings(folder, now)
  expect(again.store.current()).toEqual({
    ...defaultSettings,
    language: 'ar',
    traffic: { enabled: false, eventsPerSecond: 7 },
  })
  expect(await readdir(folder)).toEqual(['settings.json'])
})

test('changes made at the same time are all kept', async () => {
  const { store } = await openSettings(folder, now)
  await Promise.all([
    store.change({ theme: 'dark' }),
    store.change({ language: 'en' }),
    store.change({ digits: 'arab' }),
  ])
  expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ theme: 'dark', language: 'en', digits: 'arab' })
})

test('a field that is undefined leaves what is stored', async () => {
  const { store } = await openSettings(folder, now)
  await store.change({ theme: 'dark' })
  expect(await store.change({ theme: undefined, language: 'ar' })).toMatchObject({ theme: 'dark', language: 'ar' })
})

test.each(['{ not json', '', '[]', '7', 'null'])(
  'a file with %s is set aside, said, and its content kept',
  async (content) => {
    await writeFile(file(), content)
    const { store, failure } = await openSettings(folder, now)
    const kept = `${file()}.broken-2026-01-02T03-04-05-006Z`
    expect(store.current()).toEqual(defaultSettings)
    expect(failure).toMatchObject({ code: 'settings_invalid', details: { path: file(), kept } })
    expect(await readFile(kept, 'utf8')).toBe(content)
    await store.change({ theme: 'light' })
    expect((await openSettings(folder, now)).failure).toBeNull()
  },
)

test('one value that cannot be understood costs no other; the file is kept as it was', async () => {
  const content = '{"theme":"pink","ports":{"redis":80},"language":"ar"}'
  await writeFile(file(), content)
  const { store, failure } = await openSettings(folder, now)
  const kept = `${file()}.broken-2026-01-02T03-04-05-006Z`
  expect(store.current()).toEqual({ ...defaultSettings, language: 'ar' })
  expect(failure).toMatchObject({ code: 'settings_partly', details: { names: 'theme, ports', path: file(), kept } })
  expect(await readFile(kept, 'utf8')).toBe(content)
  const again = await openSettings(folder, now)
  expect([again.failure, again.store.current().language]).toEqual([null, 'ar'])
})

test.each([
  ['a named pipe', (path: string) => void execFileSync('mkfifo', [path])],
  ['a folder', (path: string) => mkdir(path)],
  ['a link to an endless device', (path: string) => symlink('/dev/zero', path)],
  ['3 GB', (path: string) => writeFile(path, '{}').then(() => truncate(path, 3 * 1024 ** 3))],
])('a file that is %s is set aside at once', async (_, make) => {
  await make(file())
  const began = performance.now()
  const { store, failure } = await openSettings(folder, now)
  expect(performance.now() - began).toBeLessThan(500)
  expect(store.current()).toEqual(defaultSettings)
  expect(failure).toMatchObject({ code: 'settings_invalid' })
  await store.change({ language: 'ar' })
  expect((await openSettings(folder, now)).failure).toBeNull()
})

test('any bytes give settings, and a failure that has a name or none', async () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((any) => Buffer.from(any))
  const json = fc.json().map((text) => Buffer.from(text))
  const field = fc.constantFrom(...Object.keys(defaultSettings))
  const settings = fc.dictionary(field, fc.jsonValue({ maxDepth: 3 })).map((any) => Buffer.from(JSON.stringify(any)))
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, json, settings), async (content) => {
      await writeFile(file(), content)
      const { store, failure } = await openSettings(folder, now)
      expect(settingsSchema.safeParse(store.current()).success).toBe(true)
      expect(['settings_invalid', 'settings_partly', undefined]).toContain(failure?.code)
    }),
    { numRuns: 60 },
  )
}, 20_000)

test('a file that holds a part only is completed with defaults', async () => {
  await writeFile(file(), '{"ports":{"redis":16379}}')
  const { store, failure } = await openSettings(folder, now)
  expect(failure).toBeNull()
  expect(store.current().ports).toEqual({ ...defaultSettings.ports, redis: 16379 })
})

test('a change that cannot be written is refused and leaves the settings as they were', async () => {
  const { store } = await openSettings(folder, now)
  await rm(folder, { recursive: true })
  await expect(store.change({ theme: 'dark' })).rejects.toMatchObject({ name: 'MarsadError' })
  expect(store.current().theme).toBe('system')
  await import('node:fs/promises').then((fs) => fs.mkdir(folder))
  expect(await store.change({ theme: 'light' })).toMatchObject({ theme: 'light' })
})
