import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ContainerLine } from './lineAssembler'
import { createReplayGuard } from './replayGuard'

/** A log of two streams whose lines are out of order by up to 10 ms, and often bear the same time. */
const logs = fc
  .array(fc.tuple(fc.nat({ max: 5_000_000 }), fc.nat({ max: 10_000_000 }), fc.boolean(), fc.constantFrom('a', 'b')), {
    maxLength: 60,
  })
  .map((entries) => {
    let now = 1_000_000_000n
    return entries.map(([step, late, isError, text]): ContainerLine => {
      now += BigInt(step)
      return { at: isError ? now - BigInt(late) : now, stream: isError ? 'stderr' : 'stdout', text }
    })
  })

/** What engines send for `since`: newer ones all from the first line that is not older, older ones each that is not older. */
const engines = {
  newer: (log: readonly ContainerLine[], since: bigint | null) =>
    since === null
      ? log
      : log.slice(
          Math.max(
            0,
            log.findIndex(({ at }) => at >= since),
          ),
        ),
  older: (log: readonly ContainerLine[], since: bigint | null) =>
    since === null ? log : log.filter(({ at }) => at >= since),
}

it.each(['newer', 'older'] as const)('hands on every line once over any breaks, with a %s engine', (age) => {
  fc.assert(
    fc.property(logs, fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 20 }))), (log, breaks) => {
      const guard = createReplayGuard()
      const got: ContainerLine[] = []
      // Before each break the log has grown to some length, and so many lines of the answer came.
      const readings = [
        ...breaks.map(([length, count]) => ({ length, count })),
        { length: log.length, count: log.length },
      ]
      let length = 0
      for (const reading of readings) {
        length = Math.max(length, Math.min(log.length, reading.length))
        guard.begin()
        for (const line of engines[age](log.slice(0, length), guard.since()).slice(0, reading.count)) {
          const fresh = guard.fresh([line])
          got.push(...fresh)
          guard.seen(fresh, null)
        }
      }
      expect(got).toEqual(log)
    }),
  )
})

it('goes back to where a line began that is not complete, and else as far as lines can be out of order', () => {
  const guard = createReplayGuard()
  const line = (at: bigint): ContainerLine => ({ at, stream: 'stdout', text: 'x' })
  expect(guard.since()).toBeNull()
  guard.seen([line(1_000_000_000n)], null)
  expect(guard.since()).toBe(980_000_000n)
  guard.seen([line(2_000_000_000n)], 1_500_000_000n)
  expect(guard.since()).toBe(1_500_000_000n)
  guard.seen([line(3_000_000_000n)], null)
  expect(guard.since()).toBe(2_980_000_000n)
})
