import { expect, test } from 'vitest'
import { checkNodeVersion, isOlder } from './nodeVersion.mjs'

test.each([
  ['18.20.4', '20.19.0', true],
  ['20.9.0', '20.19.0', true],
  ['20.19.0', '20.19.0', false],
  ['20.20.2', '20.19.0', false],
  ['24.0.0', '20.19.0', false],
])('%s older than %s: %s', (found, wanted, older) => {
  expect(isOlder(found, wanted)).toBe(older)
})

test('the sentence names both versions', () => {
  expect(() => checkNodeVersion('18.0.0', '20.19.0')).toThrow(/18\.0\.0.*20\.19\.0/)
})
