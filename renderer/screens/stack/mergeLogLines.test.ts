import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogLine } from '../../../contract/commands'
import { emptyLogWindow, mergeLogLines } from './mergeLogLines'

const line = (seq: number): LogLine => ({ seq, at: 1000 + seq, source: 'kafka', level: 'info', text: `line ${seq}` })
const answer = (from: number, to: number) => ({
  lines: Array.from({ length: to - from + 1 }, (_, index) => line(from + index)),
  next: to,
})

describe('mergeLogLines', () => {
  it('starts at the newest lines without calling the earlier ones lost', () => {
    const held = mergeLogLines(emptyLogWindow, answer(500, 510), 100)
    expect(held.lines).toHaveLength(11)
    expect(held).toMatchObject({ cursor: 510, lost: 0 })
  })

  it('appends, and counts an answer that came twice once', () => {
    const once = mergeLogLines(mergeLogLines(emptyLogWindow, answer(1, 3), 100), answer(4, 6), 100)
    const twice = mergeLogLines(once, answer(4, 6), 100)
    expect(once.lines.map((each) => each.seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect(twice).toBe(once)
  })

  it('returns the same object for an empty answer, so that nothing is drawn again', () => {
    const held = mergeLogLines(emptyLogWindow, answer(1, 3), 100)
    expect(mergeLogLines(held, { lines: [], next: 3 }, 100)).toBe(held)
  })

  it('counts what the ring dropped in between', () => {
    const held = mergeLogLines(mergeLogLines(emptyLogWindow, answer(1, 3), 100), answer(10, 11), 100)
    expect(held.lost).toBe(6)
    expect(held.cursor).toBe(11)
  })

  it('keeps the newest lines only', () => {
    const held = mergeLogLines(mergeLogLines(emptyLogWindow, answer(1, 30), 20), answer(31, 35), 20)
    expect(held.lines.map((each) => each.seq)).toEqual(Array.from({ length: 20 }, (_, index) => 16 + index))
  })

  it('lets go of a former run when the ring began anew', () => {
    const held = mergeLogLines(
      mergeLogLines(emptyLogWindow, answer(1, 30), 100),
      { lines: [line(0), line(1)], next: 1 },
      100,
    )
    expect(held.lines.map((each) => each.seq)).toEqual([0, 1])
    expect(held.cursor).toBe(1)
  })

  it('holds each line once and in order, however the answers are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 }),
        fc.integer({ min: 0, max: 3 }),
        (sizes, back) => {
          let held = emptyLogWindow
          let next = 0
          for (const size of sizes) {
            held = mergeLogLines(held, answer(Math.max(0, next - back), next + size - 1), 10_000)
            next += size
          }
          expect(held.lines.map((each) => each.seq)).toEqual(Array.from({ length: next }, (_, index) => index))
          expect(held.lost).toBe(0)
        },
      ),
    )
  })
})
