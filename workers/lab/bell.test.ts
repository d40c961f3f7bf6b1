import { expect, test } from 'vitest'
import { createBell } from './bell'

test('it looks at each ring, gives up in time, and heeds the signal', async () => {
  const bell = createBell()
  const abort = new AbortController()
  let holds = false
  const waiting = bell.until(() => holds, 60_000, abort.signal)
  bell.ring()
  holds = true
  bell.ring()
  expect(await waiting).toBe(true)
  expect(await bell.until(() => false, 1, abort.signal)).toBe(false)
  const cut = bell.until(() => false, 60_000, abort.signal)
  abort.abort()
  expect(await cut).toBe(false)
  expect(await bell.until(() => true, 60_000, abort.signal)).toBe(true)
})
