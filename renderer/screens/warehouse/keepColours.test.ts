import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keepColours, type SeriesColour } from './keepColours'

describe('keepColours', () => {
  it('lets those who stay keep their colour when ranks change', () => {
    const first = keepColours(new Map(), ['a', 'b', 'c'])
    const next = keepColours(first, ['c', 'd', 'a'])
    expect([...next]).toEqual([
      ['c', 'c3'],
      ['d', 'c2'],
      ['a', 'c1'],
    ])
  })

  it('is the same map when only the order changed', () => {
    const first = keepColours(new Map(), ['a', 'b'])
    expect(keepColours(first, ['b', 'a'])).toBe(first)
  })

  it('never gives one colour twice, whoever comes and goes', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'), { maxLength: 6 })
    fc.assert(
      fc.property(fc.array(ids), (rounds) => {
        let colours: ReadonlyMap<string, SeriesColour> = new Map()
        for (const round of rounds) {
          colours = keepColours(colours, round)
          expect(new Set(colours.values()).size).toBe(round.length)
        }
      }),
    )
  })
})
