import { createRequire } from 'node:module'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { calmRequestQueue } from './throttleRequestQueue'

const RequestQueue: unknown = createRequire(import.meta.url)('kafkajs/src/network/requestQueue')

/** How often a queue looks for waiting requests within a second of its life. */
function looks(waiting: number): number {
  if (typeof RequestQueue !== 'function') throw new Error('kafkajs has no request queue')
  const logger = { namespace: () => ({ debug: () => undefined }) }
  const queue: unknown = Reflect.construct(RequestQueue, [
    { maxInFlightRequests: 1, requestTimeout: 1_000, enforceRequestTimeout: false, clientId: 'c', broker: 'b', logger },
  ])
  if (typeof queue !== 'object' || queue === null) throw new Error('no queue')
  Reflect.set(queue, 'pending', Array.from({ length: waiting }))
  // Nothing may leave: only the looking is counted.
  let count = 0
  Reflect.set(queue, 'canSendSocketRequestImmediately', () => {
    count += 1
    return false
  })
  const check: unknown = Reflect.get(queue, 'checkPendingRequests')
  if (typeof check !== 'function') throw new Error('kafkajs names this otherwise')
  Reflect.apply(check, queue, [])
  vi.advanceTimersByTime(1_000)
  return vi.getTimerCount() * 1_000 + count
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('an idle queue looks all the time until mended, then rests, and one with waiting requests is looked at', () => {
  // When this fails, kafkajs has mended it itself and calmRequestQueue can go.
  expect(looks(0)).toBeGreaterThan(500)
  vi.clearAllTimers()
  calmRequestQueue()
  expect(looks(0)).toBe(0)
  expect(looks(1)).toBeGreaterThan(50)
})
