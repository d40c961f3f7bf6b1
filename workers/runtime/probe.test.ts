import { expect, test } from 'vitest'
import { NotYet, runProbe } from './probe'
import { holdReading } from './reading'

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test('a reading that does not come is unknown after its limit, is not started twice, and counts when it comes', async () => {
  const abort = new AbortController()
  const holder = holdReading<string>()
  let started = 0
  let answer: (value: string) => void = () => undefined
  const logged: string[] = []
  const ended = runProbe({
    name: 'thing',
    everyMs: () => 5,
    limitMs: 20,
    read: () => {
      started += 1
      return new Promise<string>((resolve) => {
        answer = resolve
      })
    },
    holder,
    signal: abort.signal,
    log: (_level, text) => logged.push(text),
  })
  await later(60)
  expect(holder.get()).toMatchObject({ state: 'unknown', reason: { word: 'noAnswer', ms: 20 } })
  expect(started).toBe(1)
  answer('late')
  await later(10)
  expect(holder.get()).toMatchObject({ state: 'known', value: 'late' })
  abort.abort()
  answer('last')
  await ended
})

test('a failure is told once, and again after it went well in between', async () => {
  const abort = new AbortController()
  const holder = holdReading<number>()
  const answers = [1, new Error('away'), new Error('away'), 2, new Error('away again'), new NotYet('waits')]
  const logged: string[] = []
  await runProbe({
    name: 'thing',
    everyMs: () => 0,
    limitMs: 1_000,
    read: () => {
      const next = answers.shift()
      if (next === undefined) abort.abort()
      return typeof next === 'number' ? Promise.resolve(next) : Promise.reject(next ?? new Error('over'))
    },
    holder,
    signal: abort.signal,
    log: (_level, text) => logged.push(text.split('\n')[0] ?? ''),
  })
  expect(logged).toEqual(['thing cannot be read: Error: away', 'thing cannot be read: Error: away again'])
  expect(holder.get()).toMatchObject({ state: 'unknown', reason: 'waits', last: { value: 2 } })
})

test('a pace that becomes faster is heeded while one waits by the slower one', async () => {
  const abort = new AbortController()
  let everyMs = 600_000
  let reads = 0
  const ended = runProbe({
    name: 'thing',
    everyMs: () => everyMs,
    limitMs: 1_000,
    read: () => {
      reads += 1
      if (reads === 2) abort.abort()
      return Promise.resolve(reads)
    },
    holder: holdReading<number>(),
    signal: abort.signal,
    log: () => undefined,
  })
  await later(20)
  expect(reads).toBe(1)
  everyMs = 1
  await ended
  expect(reads).toBe(2)
})
