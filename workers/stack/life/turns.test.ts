import { expect, test } from 'vitest'
import { takeTurns } from './turns'

/** A service whose start and stop take as long as the test wants, and which notes what goes on. */
function makeService() {
  const turns = takeTurns()
  const told: string[] = []
  let going = 0
  let letUp: () => void = () => undefined
  let letDown: () => void = () => undefined
  const alone = async (what: string, work: Promise<void>): Promise<void> => {
    going += 1
    told.push(going === 1 ? what : `${what} beside another`)
    try {
      await work
    } finally {
      going -= 1
    }
  }
  return {
    turns,
    told,
    start: () =>
      turns.start((signal) =>
        alone(
          'up',
          new Promise((resolve, reject) => {
            letUp = resolve
            // As a process that is spawned at that moment: it ends a little after the signal.
            signal.addEventListener('abort', () => setImmediate(() => reject(new Error('given up'))))
          }),
        ),
      ),
    stop: () =>
      turns.stop(async (aborted) => {
        await aborted
        await alone(
          'down',
          new Promise((resolve) => {
            letDown = resolve
          }),
        )
      }),
    letUp: () => letUp(),
    letDown: () => letDown(),
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

test('all who ask for a start while it goes on get the same one', async () => {
  const service = makeService()
  const both = [service.start(), service.start()]
  await settle()
  service.letUp()
  await Promise.all(both)
  expect(service.told).toEqual(['up'])
})

test('of restarts asked for again and again one start is left, and none goes on beside another part', async () => {
  const service = makeService()
  const outcomes: Promise<unknown>[] = []
  const restart = async (): Promise<void> => {
    await service.stop()
    await service.start()
  }
  for (let n = 0; n < 5; n += 1) {
    outcomes.push(Promise.allSettled([restart()]))
    if (n % 2 === 0) await settle()
    service.letDown()
    if (n % 2 === 1) await settle()
  }
  service.letDown()
  await settle()
  service.letUp()
  await Promise.all(outcomes)
  expect(service.told.filter((each) => each.includes('beside'))).toEqual([])
  expect(service.told.at(-1)).toBe('up')
})

test('a start that is asked for during a stop begins after it, and a stop asked for since keeps it from beginning', async () => {
  const service = makeService()
  const first = service.stop()
  await settle()
  const kept = expect(service.start()).rejects.toMatchObject({ name: 'AbortError' })
  const second = service.stop()
  const wanted = service.start()
  await settle()
  expect(service.told).toEqual(['down'])
  service.letDown()
  await Promise.all([first, second, kept])
  await settle()
  service.letUp()
  await wanted
  expect(service.told).toEqual(['down', 'up'])
})

test('a start that a stop overtakes is told as aborted, whatever it failed of', async () => {
  const service = makeService()
  const overtaken = expect(service.start()).rejects.toMatchObject({ name: 'AbortError' })
  await settle()
  const stopped = service.stop()
  await overtaken
  await settle()
  service.letDown()
  await stopped
  expect(service.told).toEqual(['up', 'down'])
})

test('what nobody asked for is aborted by a stop, and the next start waits until it has ended', async () => {
  const service = makeService()
  let finish: () => void = () => undefined
  const signal = service.turns.signal()
  service.turns.follow(
    new Promise((resolve) => {
      finish = resolve
    }),
  )
  const wanted = service.start()
  await settle()
  expect(signal.aborted).toBe(true)
  expect(service.told).toEqual([])
  finish()
  await settle()
  service.letUp()
  await wanted
  expect(service.told).toEqual(['up'])
})
