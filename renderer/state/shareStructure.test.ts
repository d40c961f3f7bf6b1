import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareStructure } from './shareStructure'

describe('shareStructure', () => {
  it('always equals the next value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (previous, next) => {
        expect(shareStructure(previous, next)).toEqual(next)
      }),
    )
  })

  it('takes "__proto__" for a key like any other', () => {
    const next = Object.fromEntries([['__proto__', '']])
    expect(Object.entries(shareStructure({}, next))).toEqual([['__proto__', '']])
  })

  it('returns the previous value itself when nothing changed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(shareStructure(value, structuredClone(value))).toBe(value)
      }),
    )
  })

  it('keeps the identity of unchanged parts beside a changed one', () => {
    const previous = { a: { x: [1, 2] }, b: { y: 1 } }
    const shared = shareStructure(previous, { a: { x: [1, 2] }, b: { y: 2 } })
    expect(shared.a).toBe(previous.a)
    expect(shared.b).not.toBe(previous.b)
  })
})
