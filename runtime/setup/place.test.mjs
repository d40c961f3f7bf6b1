import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { placeFile, placeFolder, sweepLeftovers } from './place.mjs'
import { SetUpError } from './setUpError.mjs'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-place-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a folder is there only when it is whole', async () => {
  const target = join(folder, 'jars')
  const did = await placeFolder(target, async (part) => {
    await writeFile(join(part, 'a.jar'), 'a')
    expect(await readdir(folder)).not.toContain('jars')
  })
  expect(did).toBe(true)
  expect(await readdir(target)).toEqual(['a.jar'])
})

test('what stands is not made again', async () => {
  await mkdir(join(folder, 'jars'))
  const did = await placeFolder(join(folder, 'jars'), () => Promise.reject(new Error('must not be asked')))
  expect(did).toBe(false)
})

test('a failed fill leaves nothing behind', async () => {
  const target = join(folder, 'jars')
  const failing = placeFolder(target, async (part) => {
    await writeFile(join(part, 'half'), '')
    throw new Error('cut')
  })
  await expect(failing).rejects.toThrow('cut')
  expect(await readdir(folder)).toEqual([])
})

test('the leftovers of a run killed midway are swept away, those of a neighbour are not', async () => {
  await mkdir(join(folder, 'jars.part-1'))
  await writeFile(join(folder, 'jars.part-1', 'half.jar'), 'half')
  await mkdir(join(folder, 'jars-2.part-1'))
  await placeFolder(join(folder, 'jars'), (part) => writeFile(join(part, 'a.jar'), 'a'))
  expect((await readdir(folder)).sort()).toEqual(['jars', 'jars-2.part-1'])
  expect(await readdir(join(folder, 'jars'))).toEqual(['a.jar'])
})

test.each([
  ['ENOSPC', 'disk-full'],
  ['EACCES', 'no-permission'],
])('%s becomes a sentence', async (code, key) => {
  const failing = placeFolder(join(folder, 'jars'), () => Promise.reject(Object.assign(new Error(code), { code })))
  await expect(failing).rejects.toBeInstanceOf(SetUpError)
  await expect(failing).rejects.toMatchObject({ key })
})

test('a file is replaced as a whole', async () => {
  const target = join(folder, 'deep', 'manifest.json')
  await placeFile(target, 'first, and longer')
  await placeFile(target, 'second')
  expect(await readFile(target, 'utf8')).toBe('second')
  expect(await readdir(join(folder, 'deep'))).toEqual(['manifest.json'])
})

test('leftovers of every step go, what is whole stays', async () => {
  for (const name of ['jars', 'jars.part-12', 'electron-45-download.part-7']) await mkdir(join(folder, name))
  await writeFile(join(folder, 'runtime-1.json.part-3'), '{')
  await sweepLeftovers(folder)
  expect(await readdir(folder)).toEqual(['jars'])
})
