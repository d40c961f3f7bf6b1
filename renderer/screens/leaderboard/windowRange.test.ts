import { expect, it } from 'vitest'
import { windowRange } from './windowRange'

it('covers the running minute and those before it', () => {
  const now = Date.UTC(2026, 10, 23, 21, 14, 7)
  expect(windowRange(10, now)).toEqual({ from: Date.UTC(2026, 10, 23, 21, 5), to: Date.UTC(2026, 10, 23, 21, 14) })
  expect(windowRange(1, now)).toEqual({ from: Date.UTC(2026, 10, 23, 21, 14), to: Date.UTC(2026, 10, 23, 21, 14) })
})
