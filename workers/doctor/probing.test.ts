import { expect, test } from 'vitest'
import { startProbing } from './probing'

test('tells at once that it fails, and that it no longer does, and nothing of readings like those before', async () => {
  const stop = new AbortController()
  const { signal } = stop
  let answers = true
  let wanted = true
  let turns = 0
  const probing = startProbing({
    name: 'redis',
    wanted: () => wanted,
    read: () => (answers ? Promise.resolve('PONG') : Promise.reject(new Error('no answer'))),
    // Only when it is asked to.
    everyMs: 60_000,
    againMs: 60_000,
    limitMs: 1_000,
    signal,
    log: () => undefined,
    onTurn: () => (turns += 1),
  })
  const turnsOf = async (): Promise<number> => {
    const before = turns
    await probing.readNow(signal)
    return turns - before
  }
  expect([await turnsOf(), await turnsOf()]).toEqual([0, 0])
  answers = false
  expect([await turnsOf(), await turnsOf()]).toEqual([1, 0])
  expect(probing.look()).toMatchObject({ value: null, reason: 'no answer' })
  answers = true
  expect([await turnsOf(), await turnsOf()]).toEqual([1, 0])
  answers = false
  expect(await turnsOf()).toBe(1)
  // What is not meant to run does not fail.
  wanted = false
  expect([await turnsOf(), await turnsOf()]).toEqual([1, 0])
  stop.abort()
  await probing.running
})

test('what did not answer in time is told from what failed with a reason', async () => {
  const stop = new AbortController()
  const { signal } = stop
  let answer = (): Promise<string> => new Promise(() => undefined)
  const probing = startProbing({
    name: 'redis',
    wanted: () => true,
    read: (limited) =>
      Promise.race([
        answer(),
        // As clients that heed a signal do.
        new Promise<never>((_resolve, reject) => {
          limited.addEventListener('abort', () => reject(new Error('This operation was aborted')), { once: true })
        }),
      ]),
    everyMs: 60_000,
    againMs: 60_000,
    limitMs: 20,
    signal,
    log: () => undefined,
    onTurn: () => undefined,
  })
  await probing.readNow(signal)
  expect(probing.look()).toMatchObject({ reason: { word: 'noAnswer', ms: 20 }, refused: false })
  answer = () => Promise.reject(new Error('connect ECONNREFUSED'))
  await probing.readNow(signal)
  expect(probing.look()).toMatchObject({ reason: 'connect ECONNREFUSED' })
  stop.abort()
  await probing.running
})
