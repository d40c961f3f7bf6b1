import { expect, test } from 'vitest'
import { sumsAt, readJson, textAt } from './json.mjs'
import { projectFolder } from './paths.mjs'
import { readPins, wheelPin } from './pins.mjs'

/** Served for neither of the machines that made the lock file, so their sums are not known here. `npm run checksums` asks again. */
const unknownHere = [
  'node_modules/@chdb/lib-darwin-arm64',
  'node_modules/@chdb/lib-darwin-x64',
  'node_modules/@chdb/lib-linux-arm64-gnu',
]

test('every package of the lock file has its checksum', async () => {
  const lock = await readJson(`${projectFolder}/package-lock.json`)
  const packages = Object.entries(/** @type {{ packages: Record<string, { integrity?: string }> }} */ (lock).packages)
  expect(packages.length).toBeGreaterThan(400)
  const without = packages.filter(([place, entry]) => place !== '' && !/^sha512-/.test(entry.integrity ?? ''))
  expect(without.map(([place]) => place).filter((place) => !unknownHere.includes(place))).toEqual([])
})

test('every jar and every archive has a SHA-256', async () => {
  const jars = await readJson(`${projectFolder}/runtime/jars.json`)
  const pins = await readPins()
  const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']
  const wheels = platforms.flatMap((platform) => [wheelPin(pins, 'java', platform), wheelPin(pins, 'redis', platform)])
  const sums = [
    ...Object.values(sumsAt(jars, 'kafka')),
    ...Object.values(sumsAt(jars, 'debezium')),
    ...Object.values(sumsAt(pins, 'electron', 'archives')),
    ...wheels.map((pin) => pin?.sha256),
  ]
  expect(sums.length).toBeGreaterThan(110)
  for (const sum of sums) expect(sum).toMatch(/^[0-9a-f]{64}$/)
})

test('the Electron whose sums are named is the one that is installed', async () => {
  const packageJson = await readJson(`${projectFolder}/package.json`)
  expect(textAt(await readPins(), 'electron', 'version')).toBe(textAt(packageJson, 'devDependencies', 'electron'))
})
