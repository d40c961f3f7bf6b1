import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatJson, mostLevels } from './formatJson'

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`

describe('formatJson', () => {
  it('breaks and indents', () => {
    expect(formatJson('{"id":1,"tags":["a",{}],"none":[]}').text).toBe(
      '{\n  "id": 1,\n  "tags": [\n    "a",\n    {}\n  ],\n  "none": []\n}',
    )
  })

  it('keeps numbers as they were on the wire', () => {
    expect(formatJson('{"lsn":18446744073709551615,"pct":1.10}').text).toBe(
      '{\n  "lsn": 18446744073709551615,\n  "pct": 1.10\n}',
    )
  })

  it('leaves brackets, commas and quotes inside strings alone', () => {
    expect(formatJson('{"a":"x,{[\\"]}:y"}').text).toBe('{\n  "a": "x,{[\\"]}:y"\n}')
  })

  it('says no to what is not JSON', () => {
    expect(formatJson('{"id":1')).toEqual({ text: null, why: 'notJson' })
    expect(formatJson('not json')).toEqual({ text: null, why: 'notJson' })
    expect(formatJson('')).toEqual({ text: null, why: 'notJson' })
  })

  it('means the same as before, for every JSON value', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const formatted = formatJson(json).text
        expect(formatted === null ? null : JSON.parse(formatted)).toEqual(JSON.parse(json))
      }),
    )
  })

  it('formats up to a depth, and says of deeper values that they are too deep', () => {
    expect(formatJson(nested(mostLevels + 1)).text).not.toBeNull()
    expect(formatJson(nested(mostLevels + 2))).toEqual({ text: null, why: 'tooDeep' })
    expect(formatJson(nested(100_000))).toEqual({ text: null, why: 'tooDeep' })
    expect(formatJson('{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000))).toEqual({ text: null, why: 'tooDeep' })
    expect(formatJson('['.repeat(100_000))).toEqual({ text: null, why: 'notJson' })
  })

  it('takes a string of megabytes, and a million small values', () => {
    const long = JSON.stringify({ text: '\\"x'.repeat(1_000_000) })
    expect(formatJson(long).text).toHaveLength(long.length + 5)
    expect(formatJson(`[${'1,'.repeat(500_000)}1]`).text).toMatch(/^\[\n {2}1,\n/)
  })

  it('keeps keys that objects of a program have already', () => {
    expect(formatJson('{"__proto__":{"x":1},"constructor":2}').text).toBe(
      '{\n  "__proto__": {\n    "x": 1\n  },\n  "constructor": 2\n}',
    )
  })
})
