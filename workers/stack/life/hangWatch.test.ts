import fc from 'fast-check'
import { expect, it } from 'vitest'
import { advance, responsive, type HangWatch, type Pulse } from './hangWatch'

const limitMs = 30_000
const sleeping = { state: 'S', waitedMs: 0 }
const run = (pulses: readonly Pulse[]): HangWatch =>
  pulses.reduce((watch, pulse) => advance(watch, pulse, limitMs), responsive)
/** Every two seconds for a minute. */
const minute = (pulse: (index: number) => Omit<Pulse, 'at'>): HangWatch =>
  run(Array.from({ length: 31 }, (_, index) => ({ at: index * 2_000, ...pulse(index) })))

it('calls a process hung that sleeps and does not answer for the limit', () => {
  const silence = (until: number): HangWatch =>
    run([
      { at: 0, answered: false, thread: sleeping },
      { at: until, answered: false, thread: sleeping },
    ])
  expect(silence(limitMs - 1).kind).toBe('silent')
  expect(silence(limitMs)).toEqual({ kind: 'hung', silentMs: limitMs })
})

it('calls one hung that spins with the CPU to itself', () => {
  const spins = run([
    { at: 0, answered: false, thread: { state: 'R', waitedMs: 100 } },
    { at: limitMs, answered: false, thread: { state: 'R', waitedMs: 900 } },
  ])
  expect(spins.kind).toBe('hung')
})

it('waits for one that gets no turn on the CPU', () => {
  expect(minute((index) => ({ answered: false, thread: { state: 'R', waitedMs: index * 1_900 } })).kind).toBe('silent')
})

it.each(['T', 't'])('leaves one alone that is stopped (%s)', (state) => {
  expect(minute(() => ({ answered: false, thread: { state, waitedMs: 0 } }))).toBe(responsive)
})

it('decides by the silence alone where the system shows no thread', () => {
  expect(run([0, limitMs].map((at) => ({ at, answered: false, thread: null }))).kind).toBe('hung')
})

it('never calls one hung that has answered within the limit', () => {
  const pulse = fc.record({
    answered: fc.boolean(),
    thread: fc.option(fc.record({ state: fc.constantFrom('S', 'R', 'D', 'T'), waitedMs: fc.nat() })),
    gap: fc.integer({ min: 1, max: 20_000 }),
  })
  fc.assert(
    fc.property(fc.array(pulse, { maxLength: 60 }), (pulses) => {
      let at = 0
      let answeredAt = 0
      let watch = responsive
      for (const { answered, thread, gap } of pulses) {
        at += gap
        if (answered) answeredAt = at
        watch = advance(watch, { at, answered, thread }, limitMs)
        if (watch.kind === 'hung') expect(at - answeredAt).toBeGreaterThanOrEqual(limitMs)
      }
    }),
  )
})
