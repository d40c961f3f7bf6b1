import { expect, it } from 'vitest'
import { refusesOrigin } from './refusesOrigin'

it.each([
  [{ host: 'localhost:8123' }, false],
  [{ host: '127.0.0.1:8123' }, false],
  [{ host: '[::1]:8123' }, false],
  [{ host: 'localhost:8123', 'sec-fetch-site': 'none' }, false],
  [{ host: 'localhost:8123', 'sec-fetch-site': 'cross-site' }, true],
  [{ host: 'localhost:8123', origin: 'https://example.org' }, true],
  [{ host: 'rebound.example.org:8123' }, true],
])('%j → %s', (headers, refused) => {
  expect(refusesOrigin(headers)).toBe(refused)
})
