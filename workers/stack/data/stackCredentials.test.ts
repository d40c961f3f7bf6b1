import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStackCredentials } from './stackCredentials'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-credentials-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('makes a different random password for each service, readable by the owner only', async () => {
  const credentials = await openStackCredentials(folder)
  expect(new Set(Object.values(credentials)).size).toBe(Object.keys(credentials).length)
  for (const password of Object.values(credentials)) expect(password).toMatch(/^[0-9a-f]{36}$/)
  expect((await stat(join(folder, 'credentials.json'))).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['credentials.json'])
})

it('answers the same to callers at the same time and afterwards', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => openStackCredentials(folder)))
  const later = await openStackCredentials(folder)
  for (const each of all) expect(each).toEqual(later)
})

it('refuses a file with a short password', async () => {
  await writeFile(join(folder, 'credentials.json'), JSON.stringify({ postgres: 'app' }))
  await expect(openStackCredentials(folder)).rejects.toMatchObject({ failure: { code: 'file_damaged', cause: null } })
})
