import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hasData, wipeData } from './wipeData'

let top = ''
let folder = ''
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'marsad-wipe-'))
  folder = join(top, 'data')
  await mkdir(folder)
})
afterEach(() => rm(top, { recursive: true }))

const files = ['settings.json', 'settings.json.broken-1', 'window.json', 'credentials.json', 'format.json']
const folders = [
  'postgres',
  'kafka',
  'connect',
  'clickhouse',
  'redis',
  'logs',
  'run',
  'doctor',
  'lab',
  'prover',
  'window',
]

async function fill(): Promise<void> {
  for (const name of folders) {
    await mkdir(join(folder, name, 'inside'), { recursive: true })
    await writeFile(join(folder, name, 'inside', 'file'), 'x')
  }
  for (const name of files) await writeFile(join(folder, name), '{"format":1}')
}

test('deletes the whole of a data folder, itself included', async () => {
  await fill()
  expect(await wipeData(folder)).toEqual([])
  expect(await readdir(top)).toEqual([])
})

test('leaves what Marsad did not make, and names it', async () => {
  await fill()
  await mkdir(join(folder, 'photos'))
  await writeFile(join(folder, 'letter.txt'), 'x')
  expect((await wipeData(folder))?.sort()).toEqual(['letter.txt', 'photos'])
  expect((await readdir(folder)).sort()).toEqual(['letter.txt', 'photos'])
})

test.each(['none', 'garbage', 'a folder', 'a link', 'huge'])(
  'refuses a folder whose format.json is %s',
  async (kind) => {
    for (const name of ['logs', 'run', 'kafka', 'mine']) await mkdir(join(folder, name))
    const mark = join(folder, 'format.json')
    if (kind === 'garbage') await writeFile(mark, '{')
    if (kind === 'a folder') await mkdir(mark)
    if (kind === 'huge') await writeFile(mark, `{"format":1}${' '.repeat(1 << 20)}`)
    if (kind === 'a link') {
      await writeFile(join(top, 'elsewhere.json'), '{"format":1}')
      await symlink(join(top, 'elsewhere.json'), mark)
    }
    const before = await readdir(folder)
    await expect(wipeData(folder)).rejects.toMatchObject({ failure: { code: 'not_data_folder' } })
    expect(await readdir(folder)).toEqual(before)
  },
)

test('follows no link out of the folder', async () => {
  await fill()
  await mkdir(join(top, 'precious'))
  await writeFile(join(top, 'precious', 'file'), 'kept')
  await rm(join(folder, 'redis'), { recursive: true })
  await symlink(join(top, 'precious'), join(folder, 'redis'))
  expect(await wipeData(folder)).toEqual([])
  expect(await readFile(join(top, 'precious', 'file'), 'utf8')).toBe('kept')
})

test('finds nothing in an empty folder and in none', async () => {
  expect([await hasData(folder), await wipeData(folder)]).toEqual([false, null])
  await rm(folder, { recursive: true })
  expect([await hasData(folder), await wipeData(folder)]).toEqual([false, null])
})
