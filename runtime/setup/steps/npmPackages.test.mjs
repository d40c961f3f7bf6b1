import { expect, test } from 'vitest'
import { packagesMatch } from './npmPackages.mjs'

const a = { version: '1.0.0', integrity: 'sha512-a' }
const lock = (/** @type {Record<string, unknown>} */ packages) => ({ packages })
const wanted = lock({
  '': { name: 'app' },
  'node_modules/a': a,
  'node_modules/mac': { version: '2.0.0', optional: true },
})

test('packages of another platform may be absent', () => {
  expect(packagesMatch(wanted, lock({ 'node_modules/a': a }))).toBe(true)
})

test.each([
  ['a package is missing', lock({})],
  ['a version differs', lock({ 'node_modules/a': { ...a, version: '1.0.1' } })],
  ['the content differs', lock({ 'node_modules/a': { ...a, integrity: 'sha512-b' } })],
  ['a package is no longer asked for', lock({ 'node_modules/a': a, 'node_modules/b': a })],
  ['an optional one has another version', lock({ 'node_modules/a': a, 'node_modules/mac': { version: '1.0.0' } })],
  ['the file says nothing', 'nonsense'],
])('%s: npm ci is due', (_, installed) => {
  expect(packagesMatch(wanted, installed)).toBe(false)
})
