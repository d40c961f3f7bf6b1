import { describe, expect, it } from 'vitest'
import type { LogLine } from '../../../contract/commands'
import { filterLogLines, isOpen, openLogFilter } from './filterLogLines'

const lines: LogLine[] = [
  { seq: 0, at: 1, source: 'postgres', level: 'info', text: 'database system is ready' },
  { seq: 1, at: 2, source: 'kafka', level: 'debug', text: 'fetching metadata' },
  { seq: 2, at: 3, source: 'connect', level: 'warn', text: 'Slot not found' },
  { seq: 3, at: 4, source: 'kafka', level: 'error', text: 'Coordinator is loading' },
]
const seqs = (found: readonly LogLine[]) => found.map((line) => line.seq)

describe('filterLogLines', () => {
  it('lets everything through at first, as the same array', () => {
    expect(filterLogLines(lines, openLogFilter)).toBe(lines)
    expect(isOpen({ ...openLogFilter, text: '  ' })).toBe(true)
  })

  it('filters by source', () => {
    expect(seqs(filterLogLines(lines, { ...openLogFilter, sources: new Set(['kafka'] as const) }))).toEqual([1, 3])
  })

  it('shows a level and what is more serious', () => {
    expect(seqs(filterLogLines(lines, { ...openLogFilter, level: 'info' }))).toEqual([0, 2, 3])
    expect(seqs(filterLogLines(lines, { ...openLogFilter, level: 'error' }))).toEqual([3])
  })

  it('finds text without regard to case, and joins all conditions', () => {
    expect(seqs(filterLogLines(lines, { ...openLogFilter, text: ' slot ' }))).toEqual([2])
    expect(seqs(filterLogLines(lines, { sources: new Set(['kafka'] as const), level: 'warn', text: 'slot' }))).toEqual(
      [],
    )
  })
})
