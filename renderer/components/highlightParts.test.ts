import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldCase, highlightParts, mostMatches } from './highlightParts'

describe('highlightParts', () => {
  it('finds every occurrence without regard to case', () => {
    expect(highlightParts('Slot active, slot kept', 'SLOT')).toEqual([
      { text: 'Slot', match: true },
      { text: ' active, ', match: false },
      { text: 'slot', match: true },
      { text: ' kept', match: false },
    ])
  })

  it('bounds the parts of a long text, and loses nothing of it', () => {
    const text = 'a-'.repeat(100_000)
    const parts = highlightParts(text, 'a')
    expect(parts.length).toBeLessThanOrEqual(2 * mostMatches + 2)
    expect(parts.map((part) => part.text).join('')).toBe(text)
  })

  it('matches nothing for an empty needle', () => {
    expect(highlightParts('abc', '')).toEqual([{ text: 'abc', match: false }])
  })

  it('keeps positions right where a lower case is longer than its letter', () => {
    expect(highlightParts('İİ end', 'end')).toEqual([
      { text: 'İİ ', match: false },
      { text: 'end', match: true },
    ])
  })

  it('takes the needle as letters, not as a pattern', () => {
    expect(highlightParts('a.c abc', 'a.c').filter((part) => part.match)).toEqual([{ text: 'a.c', match: true }])
  })

  it('gives the text back when joined, and marks only what matches', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', maxLength: 3 }), (text, needle) => {
        const parts = highlightParts(text, needle)
        expect(parts.map((part) => part.text).join('')).toBe(text)
        for (const part of parts) if (part.match) expect(foldCase(part.text)).toBe(foldCase(needle))
      }),
    )
  })
})
