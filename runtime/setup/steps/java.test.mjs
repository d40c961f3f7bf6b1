import { expect, test } from 'vitest'
import { majorOf, requireJava } from './java.mjs'

test.each([
  ['1.8.0_402', 8],
  ['11.0.23', 11],
  ['17.0.15', 17],
  ['25', 25],
  ['26-ea', 26],
])('%s is Java %i', (version, major) => {
  expect(majorOf(version)).toBe(major)
})

test('too old and missing are two sentences', () => {
  expect(() => requireJava(undefined)).toThrow(/Java 17/)
  expect(() => requireJava({ path: '/opt/java', version: '11.0.23', build: '' })).toThrow(/11\.0\.23.*\/opt\/java/)
  expect(requireJava({ path: '/opt/java', version: '17.0.1', build: '' }).path).toBe('/opt/java')
})
