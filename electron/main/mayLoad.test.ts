import { expect, test } from 'vitest'
import { mayLoad } from './mayLoad'

const devServer = 'http://localhost:5173'

test.each(['app://marsad/index.html', 'data:text/plain,x', 'blob:app://marsad/1'])('%s loads', (url) => {
  expect(mayLoad(url, null)).toBe(true)
})

test.each([
  'http://127.0.0.1:1/',
  'https://example.com/',
  'ws://127.0.0.1:1/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'app://other/index.html',
  'chrome://gpu',
  'devtools://devtools/bundled/inspector.html',
  'http://localhost:5173/',
  'not an address',
])('%s does not load outside development', (url) => {
  expect(mayLoad(url, null)).toBe(false)
})

test('development adds its own server and the tools, and no other', () => {
  expect(mayLoad('http://localhost:5173/main.tsx', devServer)).toBe(true)
  expect(mayLoad('ws://localhost:5173/?token=x', devServer)).toBe(true)
  expect(mayLoad('devtools://devtools/bundled/inspector.html', devServer)).toBe(true)
  expect(mayLoad('http://localhost:5174/', devServer)).toBe(false)
  expect(mayLoad('http://localhost.evil.example:5173/', devServer)).toBe(false)
})
