import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { runBurst } from './burst'
import { runTraffic } from './traffic'
import type { Writer } from './writer'

/** Counts what it is asked to write; ids as a sequence would give them. */
function countingWriter(): Writer & { written: () => number; largest: () => number } {
  let written = 0
  let largest = 0
  return {
    prepare: () => Promise.resolve(true),
    write: (count, signal) => {
      if (signal.aborted) return Promise.resolve(null)
      const firstId = written + 1
      written += count
      largest = Math.max(largest, count)
      return new Promise((resolve) => setTimeout(() => resolve({ firstId, lastId: written }), 1))
    },
    inserted: () => written,
    lastError: () => null,
    written: () => written,
    largest: () => largest,
  }
}
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') Reflect.apply(collect, undefined, [])
}

test('traffic that was off begins at once when it is wanted, even after a garbage collection, and ends with its signal', async () => {
  const abort = new AbortController()
  const writer = countingWriter()
  const traffic = runTraffic(writer, { enabled: false, eventsPerSecond: 1_000 }, abort.signal)
  await later(50)
  expect(writer.written()).toBe(0)
  collectGarbage()
  await later(20)
  traffic.set(true, 1_000)
  await later(500)
  expect(writer.written()).toBeGreaterThan(100)
  expect(writer.written()).toBeLessThanOrEqual(1_000)
  traffic.set(false, 1_000)
  await later(30)
  const stopped = writer.written()
  collectGarbage()
  await later(100)
  expect(writer.written()).toBe(stopped)
  abort.abort()
  await traffic.ended
})

test('a burst writes exactly what was asked for, in small transactions', async () => {
  const writer = countingWriter()
  const result = await runBurst(writer, { events: 2_345, eventsPerSecond: null }, new AbortController().signal)
  expect(result).toMatchObject({ inserted: 2_345, firstId: 1, lastId: 2_345 })
  expect(writer.written()).toBe(2_345)
  expect(writer.largest()).toBeLessThanOrEqual(1_000)
})

test('a burst at a rate takes its time, and a shutdown ends it', async () => {
  const writer = countingWriter()
  const result = await runBurst(writer, { events: 100, eventsPerSecond: 500 }, new AbortController().signal)
  expect(result.inserted).toBe(100)
  expect(result.tookMs).toBeGreaterThanOrEqual(190)
  const abort = new AbortController()
  const endless = runBurst(writer, { events: 1_000_000, eventsPerSecond: 10 }, abort.signal)
  setTimeout(() => abort.abort(), 20)
  await expect(endless).rejects.toMatchObject({ failure: { code: 'not_running' } })
})
