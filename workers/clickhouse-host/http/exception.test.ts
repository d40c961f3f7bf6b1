import { expect, it } from 'vitest'
import { exception, readException, statusOf } from './exception'

it.each([
  ['UNKNOWN_TABLE', 404],
  ['SYNTAX_ERROR', 400],
  ['AUTHENTICATION_FAILED', 403],
  ['TIMEOUT_EXCEEDED', 408],
  ['NOT_IMPLEMENTED', 501],
  ['MEMORY_LIMIT_EXCEEDED', 500],
])('%s is %i', (name, status) => {
  expect(statusOf(name)).toBe(status)
})

it("reads the engine's message and adds the version", () => {
  const found = readException("Code: 60. DB::Exception: Unknown table 'x (Y)'. (UNKNOWN_TABLE)", '26.7')
  expect(found).toEqual({
    code: 60,
    name: 'UNKNOWN_TABLE',
    status: 404,
    text: "Code: 60. DB::Exception: Unknown table 'x (Y)'. (UNKNOWN_TABLE) (version 26.7)",
  })
})

it('takes the second shell off', () => {
  const inner = 'Code: 108. DB::Exception: No data to insert. (NO_DATA_TO_INSERT)'
  const found = readException(`Code: 108. DB::Exception: ${inner} (version 26.7.2.1). (NO_DATA_TO_INSERT)`, '26.7.2.1')
  expect(found.text).toBe(`${inner} (version 26.7.2.1)`)
})

it('keeps a text that is no exception of the engine', () => {
  expect(readException('socket hang up', '1')).toEqual(exception(1002, 'UNKNOWN_EXCEPTION', 'socket hang up', '1'))
})
