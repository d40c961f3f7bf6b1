import { describe, expect, it } from 'vitest'
import { clockOf, logText } from './logText'

describe('logText', () => {
  it('writes one line a log line, with an instant that any machine reads', () => {
    expect(
      logText([
        { seq: 1, at: Date.UTC(2026, 10, 23, 21, 10, 16, 764), source: 'postgres', level: 'warn', text: 'low on disk' },
        { seq: 2, at: Date.UTC(2026, 10, 23, 21, 10, 17), source: 'enricher', level: 'error', text: 'gone' },
      ]),
    ).toBe('2026-11-23T21:10:16.764Z WARN  postgres low on disk\n2026-11-23T21:10:17.000Z ERROR enricher gone')
  })

  it('shows the local clock to the millisecond', () => {
    expect(clockOf(new Date(2026, 0, 2, 3, 4, 5, 6).getTime())).toBe('03:04:05.006')
  })
})
