import { afterEach, expect, test, vi } from 'vitest'
import { createEnding, type Ending } from './ending'

let ending: Ending
afterEach(() => ending.close())

test.each([
  ['SIGINT', 'interrupt'],
  ['SIGTERM', 'terminate'],
  ['SIGHUP', 'hangup'],
] as const)('%s ends the run as %s; further signals are told', async (signal, reason) => {
  ending = createEnding()
  const again = vi.fn()
  ending.onAgain(again)
  process.emit(signal)
  expect(await ending.ended).toBe(reason)
  expect(again).not.toHaveBeenCalled()
  process.emit('SIGINT')
  ending.end('down')
  // Its time running out meanwhile is nobody's impatience.
  ending.end('time')
  expect(again).toHaveBeenCalledTimes(2)
})
