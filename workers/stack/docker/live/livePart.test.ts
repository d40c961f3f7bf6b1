import { describe, expect, it } from 'vitest'
import { serviceSnapshotSchema } from '../../../../contract/snapshot'
import type { Ending } from './ending'
import { livePart, type LivePart, type PartContext } from './livePart'
import type { WatchedContainer } from './watchedContainer'

const ending: Ending = {
  kind: 'exited',
  at: 9_000,
  exitCode: 3,
  outOfMemory: false,
  reason: '',
  lines: ['one', 'last words'],
}
const container: WatchedContainer = {
  service: 'kafka',
  number: 1,
  id: 'c1',
  name: 'marsad-kafka-1',
  image: 'apache/kafka:4.3.1',
  state: 'running',
  health: 'healthy',
  healthOutput: '',
  pid: 77,
  startedAt: 10_000,
  finishedAt: 0,
  healthyAt: 14_000,
  restarts: 0,
  stoppingSince: null,
  ending: null,
  lines: [],
  hasTerminal: false,
  memoryLimitBytes: 1_024,
  environment: new Map(),
  endFacts: {
    finishedAt: 0,
    exitCode: 0,
    outOfMemory: false,
    reason: '',
    restarts: 0,
    policy: 'unless-stopped',
    mostRestarts: 0,
    stopSignal: 15,
    stopGraceMs: 20_000,
  },
}
const usage = { cpu: 0.25, memoryBytes: 512, network: { receivedPerSecond: 1, sentPerSecond: 2 }, disk: null }
const context: PartContext = { usage, runsOnce: false, lost: null, shell: 'docker exec -it c bash', now: 60_000 }

function part(more: Partial<WatchedContainer>, about: Partial<PartContext> = {}): LivePart {
  const found = livePart({ ...container, ...more }, { ...context, ...about })
  // What crosses the border is what the contract knows.
  expect(serviceSnapshotSchema.parse({ name: 'kafka', ...found })).toEqual({ name: 'kafka', ...found })
  return found
}

describe('livePart', () => {
  it('shows one that runs', () => {
    expect(part({})).toMatchObject({
      state: 'running',
      since: 14_000,
      startMs: 4_000,
      failure: null,
      cpu: 0.25,
      memoryBytes: 512,
      memoryLimitBytes: 1_024,
      network: { receivedPerSecond: 1, sentPerSecond: 2 },
      disk: null,
      container: { id: 'c1', name: 'marsad-kafka-1', image: 'apache/kafka:4.3.1' },
      shell: 'docker exec -it c bash',
    })
    expect(part({ health: 'none', healthyAt: null })).toMatchObject({ state: 'running', since: 10_000, startMs: null })
  })

  it('shows one that is not healthy yet, and why it ended before', () => {
    expect(part({ health: 'starting', healthyAt: null })).toMatchObject({
      state: 'starting',
      waitingFor: 'health',
      failure: null,
    })
    const again = part({ health: 'starting', healthyAt: null, restarts: 1, ending })
    expect(again).toMatchObject({ state: 'starting', failure: { code: 'container_exited', details: { code: 3 } } })
    expect(again.lastLog).toEqual(['one', 'last words'])
  })

  it('shows one that became unhealthy as running with a failure, with what its check said and its last lines', () => {
    const sick = part({ health: 'unhealthy', healthOutput: 'no answer', lines: ['x'] })
    expect(sick).toMatchObject({ state: 'running', lastLog: ['x'], failure: { code: 'container_unhealthy' } })
    expect(sick.failure?.cause).toContain('health check: no answer\nx')
  })

  it('shows one that its policy will restart', () => {
    expect(part({ state: 'restarting', ending, finishedAt: 9_000, restarts: 4 })).toMatchObject({
      state: 'backoff',
      waitingFor: 'restart_delay',
      since: 9_000,
      restarts: 4,
      failure: { code: 'container_exited', details: { service: 'kafka', code: 3 } },
      lastLog: ['one', 'last words'],
      cpu: null,
      shell: null,
    })
  })

  it('takes a stop for no fault, and every other end for one', () => {
    expect(part({ state: 'exited', ending: { ...ending, kind: 'stopped' } })).toMatchObject({
      state: 'stopped',
      failure: null,
      lastLog: [],
      cpu: null,
    })
    for (const kind of ['exited', 'killed', 'engine'] as const) {
      expect(part({ state: 'exited', ending: { ...ending, kind } })).toMatchObject({ state: 'failed' })
    }
    const memory = part({ state: 'exited', ending: { ...ending, exitCode: 137, outOfMemory: true } })
    expect(memory.failure?.details).toEqual({ service: 'kafka', code: 137, memory: 'yes' })
  })

  it('takes the good end of one that runs once for no fault', () => {
    const done = { state: 'exited', ending: { ...ending, exitCode: 0 } } as const
    expect(part(done, { runsOnce: true })).toMatchObject({ state: 'stopped', failure: null })
    expect(part(done)).toMatchObject({ state: 'failed' })
    expect(part({ ...done, ending }, { runsOnce: true })).toMatchObject({ state: 'failed' })
  })

  it('names the port of one that could not be started', () => {
    const reason = 'driver failed: Bind for 127.0.0.1:9092 failed: port is already allocated'
    const endFacts = { ...container.endFacts, reason }
    const wanted = { state: 'failed', failure: { code: 'port_taken', details: { service: 'kafka', port: 9_092 } } }
    expect(part({ state: 'created', endFacts, startedAt: 0 })).toMatchObject(wanted)
    expect(part({ state: 'exited', ending: { ...ending, reason } })).toMatchObject(wanted)
    expect(part({ state: 'created', startedAt: 0 })).toMatchObject({ state: 'stopped', failure: null })
  })

  it('shows one that is being stopped, but not for ever', () => {
    expect(part({ stoppingSince: 50_000 })).toMatchObject({ state: 'stopping', since: 50_000 })
    expect(part({ stoppingSince: 20_000 })).toMatchObject({ state: 'running' })
    expect(part({ state: 'removing' })).toMatchObject({ state: 'stopping' })
  })

  it('shows a paused one as a fault', () => {
    expect(part({ state: 'paused' })).toMatchObject({ state: 'running', failure: { code: 'container_paused' } })
  })

  it('knows nothing for sure while the engine does not answer', () => {
    const lost = { code: 'docker_not_running', details: {}, cause: null } as const
    expect(part({}, { lost })).toMatchObject({ state: 'running', failure: lost, cpu: null, memoryBytes: null })
    expect(part({ state: 'exited', ending: { ...ending, kind: 'stopped' } }, { lost }).failure).toBeNull()
  })
})
