import { expect, test } from 'vitest'
import { hasDisplay } from './display.mjs'

/** @type {[NodeJS.Platform, Record<string, string>, boolean][]} */
const cases = [
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['darwin', {}, true],
  ['win32', {}, true],
]
test.each(cases)('%s with %j: %s', (platform, env, expected) => {
  expect(hasDisplay(platform, env)).toBe(expected)
})
