import { expect, it } from 'vitest'
import { contentType, streamedHeader, withoutHeader } from './formats'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (piece: Uint8Array): string => new TextDecoder().decode(piece)

it.each([
  [0, 'a\tb\n1\t2\n', 'a\tb\n1\t2\n'],
  [1, 'a\tb\n1\t2\n', '1\t2\n'],
  [2, 'a\nUInt8\n1\n', '1\n'],
] as const)('takes %i lines off', (lines, piece, rest) => {
  expect(text(withoutHeader(bytes(piece), lines))).toBe(rest)
})

it('does not stream what has a frame', () => {
  expect(streamedHeader('JSON')).toBeNull()
  expect(streamedHeader('JSONEachRow')).toBe(0)
  expect(streamedHeader('TSVWithNamesAndTypes')).toBe(2)
})

it.each([
  ['JSON', 'application/json; charset=UTF-8'],
  ['JSONEachRow', 'application/x-ndjson; charset=UTF-8'],
  ['TabSeparated', 'text/tab-separated-values; charset=UTF-8'],
  ['CSVWithNames', 'text/csv; charset=UTF-8; header=present'],
  ['Pretty', 'text/plain; charset=UTF-8'],
  ['RowBinary', 'application/octet-stream'],
])('%s is sent as %s', (format, type) => {
  expect(contentType(format)).toBe(type)
})
