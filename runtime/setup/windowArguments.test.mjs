import fc from 'fast-check'
import { expect, test } from 'vitest'
import { windowArguments } from './windowArguments.mjs'

test('the data folder and how to draw are passed on', () => {
  expect(windowArguments(['--data', 'a b', '--disable-gpu', '--ozone-platform=wayland'])).toEqual({
    passed: ['--data=a b', '--disable-gpu', '--ozone-platform=wayland'],
    ignored: [],
  })
  expect(windowArguments(['--data=/x']).passed).toEqual(['--data=/x'])
})

test.each([
  '--inspect',
  '--inspect=0.0.0.0:9229',
  '--inspect-brk',
  '-inspect',
  '/inspect',
  '--remote-debugging-port=9222',
  '--remote-debugging-pipe',
  '--remote-allow-origins=*',
  '--js-flags=--expose-gc',
  '--no-sandbox',
  '--disable-web-security',
  '--load-extension=/x',
  '--proxy-server=http://127.0.0.1:1',
  '--marsad-dev-server=http://127.0.0.1:1',
  '--require=/x.js',
  '-r',
  '/another/app',
  '--',
])('%s is dropped, and said to be', (arg) => {
  expect(windowArguments([arg])).toEqual({ passed: [], ignored: [arg] })
})

test('whatever is given, nothing but known switches comes out', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('--data', '--inspect', '--disable-gpu'))), (args) => {
      for (const arg of windowArguments(args).passed) {
        expect(arg).toMatch(/^--(data=.|disable-gpu$|ozone-platform|force-device-scale-factor=)/s)
      }
    }),
  )
})
