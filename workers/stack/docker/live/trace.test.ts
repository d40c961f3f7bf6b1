import { describe, expect, it } from 'vitest'
import { judgeDeath, judgeEnding, type EndFacts } from './ending'
import { eventSchema, type EngineEvent } from './engineEvent'
import { addEvent, noTrace, signalNumber, type Trace } from './trace'

/** As Docker 20.10 sends them. @param at milliseconds */
const event = (Action: string, at: number, attributes: Readonly<Record<string, string>> = {}): EngineEvent =>
  eventSchema.parse({
    Type: 'container',
    Action,
    Actor: { ID: 'c1', Attributes: { image: 'x', name: 'c', ...attributes } },
    time: Math.floor(at / 1_000),
    timeNano: at * 1e6,
  })
const trace = (...events: readonly EngineEvent[]): Trace => events.reduce(addEvent, noTrace)

const facts: EndFacts = {
  finishedAt: 10_000,
  exitCode: 0,
  outOfMemory: false,
  reason: '',
  restarts: 0,
  policy: 'unless-stopped',
  mostRestarts: 0,
  stopSignal: 15,
  stopGraceMs: 10_000,
}
const start = event('start', 1_000)
const die = (at: number, exitCode: number): EngineEvent => event('die', at, { exitCode: String(exitCode) })
const kill = (at: number, signal: number): EngineEvent => event('kill', at, { signal: String(signal) })

describe('why a container ended, from its events', () => {
  const kindOf = (events: readonly EngineEvent[], more: Partial<EndFacts> = {}): string => {
    const { death } = trace(start, ...events)
    return death === null ? 'no death' : judgeDeath(death, { ...facts, ...more })
  }

  it.each([
    ['docker stop, and it ends', [kill(9_900, 15), die(10_000, 0), event('stop', 10_020)], 'stopped'],
    ['docker stop, before its last event', [kill(9_900, 15), die(10_000, 143)], 'stopped'],
    [
      'docker stop beyond the grace period',
      [kill(1_100, 15), kill(11_100, 9), die(11_200, 137), event('stop', 11_210)],
      'stopped',
    ],
    ['docker stop with a longer grace period', [kill(1_100, 15), die(90_000, 0), event('stop', 90_020)], 'stopped'],
    ['docker kill -s TERM', [kill(9_900, 15), die(10_000, 143)], 'stopped'],
    ['docker kill', [kill(9_900, 9), die(10_000, 137)], 'killed'],
    ['docker kill -s HUP that ends it', [kill(9_900, 1), die(10_000, 129)], 'killed'],
    ['docker kill -s HUP, and another end', [kill(9_900, 1), die(10_000, 3)], 'exited'],
    ['a TERM that it outlived long ago', [kill(1_100, 15), die(90_000, 1)], 'exited'],
    ['an end by itself', [die(10_000, 0)], 'exited'],
    ['kill -9 past the engine', [die(10_000, 137)], 'exited'],
    ['a kill before its last start', [kill(900, 15), start, die(10_000, 1)], 'exited'],
  ] as const)('%s: %s', (_what, events, kind) => {
    expect(kindOf(events)).toBe(kind)
  })

  it('takes the container’s own stop signal', () => {
    expect(kindOf([kill(9_900, 10), die(10_000, 0)], { stopSignal: 10 })).toBe('stopped')
  })

  it('remembers a want of memory, and forgets it with the next start', () => {
    const died = trace(start, event('oom', 5_000), event('oom', 5_001), die(10_000, 137))
    expect(died.death).toMatchObject({ hadTooLittleMemory: true, exitCode: 137 })
    expect(trace(start, event('oom', 5_000), start, die(10_000, 1)).death?.hadTooLittleMemory).toBe(false)
  })

  it('knows since when it has been healthy', () => {
    const healthy = trace(start, event('health_status: healthy', 2_000), event('health_status: unhealthy', 3_000))
    expect(addEvent(healthy, event('health_status: healthy', 4_000)).healthyAt).toBe(2_000)
    expect(addEvent(healthy, start).healthyAt).toBeNull()
  })
})

describe('why a container ended that was only found so', () => {
  const found = (more: Partial<EndFacts>, backAt: number | null = null): string =>
    judgeEnding({ ...facts, ...more }, null, backAt)

  it.each([
    [{}, 'stopped'],
    [{ exitCode: 1 }, 'stopped'],
    [{ policy: 'always', exitCode: 137 }, 'stopped'],
    [{ reason: 'driver failed programming external connectivity' }, 'exited'],
    [{ policy: 'on-failure', mostRestarts: 3, restarts: 3, exitCode: 1 }, 'exited'],
    [{ policy: 'on-failure', mostRestarts: 3, restarts: 1, exitCode: 137 }, 'stopped'],
    [{ policy: 'on-failure', exitCode: 0 }, 'stopped'],
    [{ policy: 'no', exitCode: 0 }, 'stopped'],
    [{ policy: 'no', exitCode: 143 }, 'stopped'],
    [{ policy: 'no', exitCode: 137, outOfMemory: true }, 'exited'],
    [{ policy: '', exitCode: 2 }, 'exited'],
  ] as const)('%j: %s', (more, kind) => {
    expect(found(more)).toBe(kind)
  })

  it('ended with its engine when that had been gone', () => {
    expect(found({}, 12_000)).toBe('engine')
    // It was stopped after the engine had come back.
    expect(found({ finishedAt: 13_000 }, 12_000)).toBe('stopped')
  })

  it('goes by a death that was seen only when it is this one', () => {
    const { death } = trace(start, die(10_000, 1))
    expect(judgeEnding(facts, death, null)).toBe('exited')
    expect(judgeEnding({ ...facts, finishedAt: 60_000 }, death, null)).toBe('stopped')
  })
})

it.each([
  ['15', 15],
  ['SIGTERM', 15],
  ['int', 2],
  ['', null],
  ['RTMIN+3', null],
] as const)('reads the signal %j', (name, number) => {
  expect(signalNumber(name)).toBe(number)
})

it('reads Podman’s words', () => {
  const died = eventSchema.parse({
    Action: 'died',
    Actor: { ID: 'c', Attributes: { containerExitCode: '3' } },
    time: 5,
  })
  expect(died).toMatchObject({ action: 'die', exitCode: 3, at: 5_000 })
  expect(eventSchema.parse({ Action: 'remove', Actor: { ID: 'c' } })).toMatchObject({ action: 'destroy' })
})
