import { describe, expect, it } from 'vitest'
import { parseWhole } from './parseWhole'

describe('parseWhole', () => {
  it('reads digits of all three kinds', () => {
    expect(parseWhole(' 5432 ', 1024, 65535)).toBe(5432)
    expect(parseWhole('٥٤٣٢', 1024, 65535)).toBe(5432)
    expect(parseWhole('۵۴۳۲', 1024, 65535)).toBe(5432)
  })

  it('refuses what is no whole number or out of range', () => {
    for (const text of ['', 'abc', '54.3', '-5432', '80', '65536', '1e4', '5,432']) {
      expect(parseWhole(text, 1024, 65535)).toBeNull()
    }
  })
})
