import { expect, test } from 'vitest'
import { appOrigin, devServerUrl, isTrusted, originOf } from './origin'

test('our page commands, from its main frame only', () => {
  expect(isTrusted({ url: 'app://marsad/index.html#/stack', isMainFrame: true }, appOrigin)).toBe(true)
  expect(isTrusted({ url: 'app://marsad/index.html', isMainFrame: false }, appOrigin)).toBe(false)
  expect(isTrusted(null, appOrigin)).toBe(false)
})

test.each([
  'http://127.0.0.1:8080/stranger',
  'app://marsad.evil/index.html',
  'app://evil/marsad',
  'apps://marsad/',
  'file:///etc/passwd',
  'data:text/html,x',
  'about:blank',
  'https://app//marsad',
  'not an address',
  '',
])('%s does not command', (url) => {
  expect(isTrusted({ url, isMainFrame: true }, appOrigin)).toBe(false)
})

test('the development server counts only where it may, on loopback', () => {
  const at = (url: string) => devServerUrl(['electron', '/app', `--marsad-dev-server=${url}`], false)
  expect(at('http://localhost:5173')).toBe('http://localhost:5173')
  expect(at('http://127.0.0.1:5173/')).toBe('http://127.0.0.1:5173/')
  expect(at('http://192.168.1.2:5173')).toBeNull()
  expect(at('https://localhost.evil.example')).toBeNull()
  expect(at('file:///tmp/x.html')).toBeNull()
  expect(devServerUrl(['--marsad-dev-server=http://localhost:5173'], true)).toBeNull()
  expect(devServerUrl(['electron', '/app', '--data=x'], false)).toBeNull()
  expect(originOf('http://localhost:5173/x?y')).toBe('http://localhost:5173')
})
