import { expect, test } from 'vitest'
import { runtimeFolder } from './paths.mjs'

/** @type {[Parameters<typeof runtimeFolder>[0], string][]} */
const cases = [
  [{ env: { MARSAD_RUNTIME: '/srv/m' }, platform: 'linux', isRoot: true, home: '/root' }, '/srv/m'],
  [{ env: {}, platform: 'linux', isRoot: true, home: '/root' }, '/var/cache/marsad'],
  [{ env: {}, platform: 'linux', isRoot: false, home: '/home/u' }, '/home/u/.cache/marsad'],
  [{ env: { XDG_CACHE_HOME: '/c' }, platform: 'linux', isRoot: false, home: '/home/u' }, '/c/marsad'],
  [{ env: { XDG_CACHE_HOME: 'c' }, platform: 'linux', isRoot: false, home: '/home/u' }, '/home/u/.cache/marsad'],
  [{ env: {}, platform: 'darwin', isRoot: false, home: '/Users/u' }, '/Users/u/Library/Caches/marsad'],
]
test.each(cases)('%j: %s', (machine, expected) => {
  expect(runtimeFolder(machine)).toBe(expected)
})
