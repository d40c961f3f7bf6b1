import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasData, wipeData } from './wipeData'

test('deletes what Marsad made and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-wipe-'))
  expect([await hasData(folder), await wipeData(folder)]).toEqual([false, false])
  await mkdir(join(folder, 'postgres', 'base'), { recursive: true })
  await mkdir(join(folder, 'photos'))
  for (const file of ['settings.json', 'format.json', 'letter.txt']) await writeFile(join(folder, file), 'x')
  expect([await hasData(folder), await wipeData(folder)]).toEqual([true, true])
  expect((await readdir(folder)).sort()).toEqual(['letter.txt', 'photos', 'settings.json'])
  await rm(folder, { recursive: true })
  expect([await hasData(folder), await wipeData(folder)]).toEqual([false, false])
})
