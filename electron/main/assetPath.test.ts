import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assetPath } from './assetPath'

const root = '/app/out/renderer'

test('files of the folder, and index.html for the folder itself', () => {
  expect(assetPath('app://marsad/', root)).toBe(`${root}/index.html`)
  expect(assetPath('app://marsad/assets/a%20b.js?x#y', root)).toBe(`${root}/assets/a b.js`)
})

test.each([
  'app://marsad/..%2f..%2fpackage.json',
  'app://marsad/%2e%2e%2fmain/main.js',
  'app://marsad/..%5c..%5cpackage.json',
  'app://marsad/%00',
  'app://marsad/%',
  'app://other/index.html',
  'http://marsad/index.html',
  'index.html',
])('%s means no file', (url) => {
  expect(assetPath(url, root)).toBeNull()
})

test('whatever is asked, the answer is inside the folder', () => {
  const piece = fc.oneof(fc.constantFrom('..', '.', '%2e%2e', '%2f', '/', '\\', 'a', '%5c', '//'), fc.string())
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = assetPath(`app://marsad/${pieces.join('')}`, root)
      expect(path === null || (path.startsWith(`${root}/`) && !path.includes('/../'))).toBe(true)
    }),
  )
})
