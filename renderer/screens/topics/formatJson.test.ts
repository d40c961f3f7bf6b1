import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatJson } from './formatJson'

describe('formatJson', () => {
  it('breaks and indents', () => {
    expect(formatJson('{"id":1,"tags":["a",{}],"none":[]}')).toBe(
      '{\n  "id": 1,\n  "tags": [\n    "a",\n    {}\n  ],\n  "none": []\n}',
    )
  })

  it('keeps numbers as they were on the wire', () => {
    expect(formatJson('{"lsn":18446744073709551615,"pct":1.10}')).toBe(
      '{\n  "lsn": 18446744073709551615,\n  "pct": 1.10\n}',
    )
  })

  it('leaves brackets, commas and quotes inside strings alone', () => {
    expect(formatJson('{"a":"x,{[\\"]}:y"}')).toBe('{\n  "a": "x,{[\\"]}:y"\n}')
  })

  it('says no to what is not JSON', () => {
    expect(formatJson('{"id":1')).toBeNull()
    expect(formatJson('not json')).toBeNull()
    expect(formatJson('')).toBeNull()
  })

  it('means the same as before, for every JSON value', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const formatted = formatJson(json)
        expect(formatted === null ? null : JSON.parse(formatted)).toEqual(JSON.parse(json))
      }),
    )
  })
})
