import { expect, it } from 'vitest'
import { refusesPage } from './pageGuard'

it.each(['localhost:8123', '127.0.0.1:8123', '[::1]:8123', 'LOCALHOST:8123'])(
  'answers a program that asks %s',
  (host) => {
    expect(refusesPage({ host }, 8123)).toBe(false)
  },
)

it.each([
  '0.0.0.0:8123',
  '[::]:8123',
  '10.1.2.3:8123',
  '127.0.0.2:8123',
  '127.1:8123',
  '2130706433:8123',
  '0x7f.0.0.1:8123',
  '[::ffff:127.0.0.1]:8123',
  'localhost',
  'localhost:1',
  'localhost.:8123',
  'localhost:08123',
  'evil.example:8123',
  'localhost.evil.example:8123',
  'user@localhost:8123',
  '',
])('refuses the host %j', (host) => {
  expect(refusesPage({ host }, 8123)).toBe(true)
})

it('refuses a request without a host', () => {
  expect(refusesPage({}, 8123)).toBe(true)
})

it.each(['cross-site', 'same-site', 'same-origin', ''])('refuses Sec-Fetch-Site %j', (site) => {
  expect(refusesPage({ host: 'localhost:8123', 'sec-fetch-site': site }, 8123)).toBe(true)
})

it('answers an address that a person typed', () => {
  expect(refusesPage({ host: 'localhost:8123', 'sec-fetch-site': 'none' }, 8123)).toBe(false)
})

it.each(['null', 'http://localhost:8123', 'http://evil.example'])('refuses the origin %s', (origin) => {
  expect(refusesPage({ host: 'localhost:8123', origin }, 8123)).toBe(true)
})
