import { basename } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { loopbackEndpoints } from '../contract/loopbackEndpoints'
import { sampleAccess } from '../contract/testing/sampleAccess'
import { remoteProfileSchema, type RemoteProfile } from '../contract/remote'
import { defaultSettings, settingsSchema, type Settings } from '../contract/settings'
import type { StackPhase } from '../contract/snapshot'
import type { Endpoints } from '../contract/workers'
import { createConsole, type MarsadConsole } from './console'
import { createLogRing } from './logRing'
import { openSecretStore } from './secrets/secretStore'
import { unreportedStack } from './stackView'
import { fakeSpawn, type FakeProcess } from './worker/fakeProcess'

const plain = loopbackEndpoints(defaultSettings.ports, sampleAccess)
const endpoints: Endpoints = {
  ...plain,
  postgres: { ...plain.postgres, password: 'top-secret' },
  debezium: { ...plain.debezium, password: 'top-secret' },
  clickhouse: { ...plain.clickhouse, password: 'top-secret' },
}
const ring = createLogRing(1000)
const secretsGiven: Record<string, string> = {}
const noKeychain = () => Promise.reject(new Error('no bus'))
const keychain = { get: noKeychain, set: noKeychain, delete: noKeychain }
let marsad: MarsadConsole
/** What happened, in its order: `spawn x`, `x ← message`. */
let story: string[]
let alive: Map<string, FakeProcess>
let settings: Settings
/** Whether the next stack worker that starts hears nothing after its configuration, as one in an endless loop. */
let isNextStackDeaf: boolean

/** A worker that does what a good one does: says hello and running, answers null, ends when asked. */
function behave(fake: FakeProcess): void {
  const name = basename(fake.entry, '.js')
  alive.set(name, fake)
  story.push(`spawn ${name}`)
  const isDeaf = name === 'stack' && isNextStackDeaf
  if (isDeaf) isNextStackDeaf = false
  const push = fake.sent.push.bind(fake.sent)
  fake.sent.push = (...messages) => {
    for (const message of messages) {
      story.push(`${name} ← ${message.type === 'request' ? message.name : message.type}`)
      if (message.type === 'configure') queueMicrotask(() => fake.say({ type: 'running' }))
      if (isDeaf && message.type !== 'configure') continue
      if (message.type === 'shutdown') {
        queueMicrotask(() => {
          story.push(`end ${name}`)
          fake.exit({ kind: 'code', code: 0 })
        })
      }
      if (message.type === 'request') {
        queueMicrotask(() => {
          fake.say({ type: 'response', id: message.id, result: { ok: true, value: null } })
          if (message.name === 'stack.stop') report('stopped')
        })
      }
    }
    return push(...messages)
  }
  fake.say({ type: 'hello', pid: 1 })
}

const worker = (name: string): FakeProcess => {
  const fake = alive.get(name)
  if (fake === undefined) throw new Error(`${name} was never started`)
  return fake
}
const report = (phase: StackPhase): void => {
  worker('stack').say({
    type: 'event',
    event: { kind: 'stack', snapshot: { ...unreportedStack(settings, '/d', 1), phase } },
  })
}
const tell = (name: string): void => {
  worker('stack').say({ type: 'event', event: { kind: 'milestone', name } })
}
const settle = () => vi.advanceTimersByTimeAsync(0)
/** A stack on its way up, its topics there. */
const upToTopics = async (): Promise<void> => {
  marsad.open()
  await settle()
  report('stopped')
  await marsad.command('stack.start', {})
  report('starting')
  worker('stack').say({ type: 'event', event: { kind: 'endpoints', endpoints } })
  tell('topics_ready')
  await settle()
}
/** A stack that has come up with all its workers. */
const up = async (): Promise<void> => {
  await upToTopics()
  tell('ready')
  report('ready')
  await settle()
}

beforeEach(() => {
  vi.useFakeTimers()
  story = []
  alive = new Map()
  isNextStackDeaf = false
  settings = defaultSettings
  marsad = createConsole({
    paths: { data: '/d', runtime: '/r', sql: '/s', entries: '/e', node: '/n' },
    appVersion: '0.0.0',
    electronVersion: null,
    settings: {
      current: () => settings,
      change: (patch) => {
        settings = settingsSchema.parse({ ...settings, ...patch })
        return Promise.resolve(settings)
      },
    },
    failures: [{ code: 'settings_invalid', details: {}, cause: null }],
    secrets: openSecretStore('/d', secretsGiven, keychain, () => settings.stack.remote.profile),
    spawn: fakeSpawn(behave),
    log: (source, level, text, at = 1) => ring.add(source, level, text, at),
    logRing: ring,
    now: () => Date.now(),
  })
})
afterEach(() => {
  vi.useRealTimers()
})

test('the stack worker comes alone, the others when the stack is far enough', async () => {
  marsad.open()
  await settle()
  expect(story).toEqual(['spawn stack', 'stack ← configure'])
  report('stopped')
  await marsad.command('stack.start', {})
  worker('stack').say({ type: 'event', event: { kind: 'endpoints', endpoints } })
  await settle()
  expect(alive.has('enricher')).toBe(false)
  tell('topics_ready')
  await settle()
  expect([...alive.keys()]).toEqual(['stack', 'enricher', 'leaderboard'])
  tell('ready')
  await settle()
  expect([...alive.keys()]).toEqual(['stack', 'enricher', 'leaderboard', 'observer', 'generator'])
  // What was reached before it came is told to it, too.
  expect(worker('generator').sent.map((message) => message.type)).toEqual(['configure', 'event', 'event'])
})

test('a failed start is observed, as far as it came', async () => {
  await upToTopics()
  expect(alive.has('observer')).toBe(false)
  report('failed')
  await settle()
  expect(alive.has('observer')).toBe(true)
  expect(alive.has('generator')).toBe(false)
})

test('stop: traffic, carriers, observer, services, each after the other', async () => {
  await up()
  story = []
  await marsad.stopStack()
  const at = (what: string): number => story.indexOf(what)
  expect(at('end generator')).toBeLessThan(at('enricher ← shutdown'))
  expect(at('end enricher')).toBeLessThan(at('observer ← shutdown'))
  expect(at('end leaderboard')).toBeLessThan(at('observer ← shutdown'))
  expect(at('end observer')).toBeLessThan(at('stack ← stack.stop'))
  expect(story.at(-1)).toBe('stack ← stack.stop')
  expect(marsad.snapshot()).toMatchObject({ stack: { phase: 'stopped' }, pipeline: null })
})

test('a stop reaches a stack worker that is busy for good: it is killed, and its successor ends the services', async () => {
  isNextStackDeaf = true
  marsad.open()
  await settle()
  report('starting')
  story = []
  const busy = worker('stack')
  const done = marsad.close()
  await vi.advanceTimersByTimeAsync(16_000)
  await done
  expect(busy.killed).toBe(true)
  expect(story.filter((line) => line.includes('stack'))).toEqual([
    'stack ← stack.stop',
    'stack ← shutdown',
    'spawn stack',
    'stack ← configure',
    'stack ← stack.stop',
    'stack ← shutdown',
    'end stack',
  ])
})

test('the stop is seen at once, and a second one is the same one', async () => {
  await up()
  const first = marsad.stopStack()
  expect(marsad.snapshot().stack.phase).toBe('stopping')
  expect(marsad.stopStack()).toBe(first)
  await first
})

test('a worker that ends makes the ready stack degraded until it is back', async () => {
  await up()
  const phases: StackPhase[] = []
  marsad.subscribe((snapshot) => phases.push(snapshot.stack.phase))
  worker('enricher').exit({ kind: 'signal', signal: 'SIGKILL' })
  expect(marsad.snapshot().stack.phase).toBe('degraded')
  await vi.advanceTimersByTimeAsync(1000)
  expect(marsad.snapshot().stack.phase).toBe('ready')
  expect(marsad.snapshot().workers.find((one) => one.name === 'enricher')).toMatchObject({ restarts: 1 })
  // Both changes of phase were told at once.
  expect(phases).toContain('degraded')
  expect(phases.at(-1)).toBe('ready')
})

test('statistics reach the observer; carriers also reach the stack', async () => {
  await up()
  const stats = { running: true, targetPerSecond: 1, inserted: 1, lastError: null }
  worker('generator').say({ type: 'event', event: { kind: 'generator', stats } })
  expect(worker('observer').sent.at(-1)).toEqual({ type: 'event', event: { kind: 'generator', stats } })
  expect(worker('stack').sent.some((message) => message.type === 'event')).toBe(false)
})

test('moved services restart the workers with the new endpoints', async () => {
  await up()
  story = []
  const moved = { ...endpoints, redis: { ...endpoints.redis, nodes: [{ host: 'h', port: 2 }] } }
  worker('stack').say({ type: 'event', event: { kind: 'endpoints', endpoints: moved } })
  await settle()
  expect(story.filter((line) => line.startsWith('spawn')).sort()).toEqual([
    'spawn enricher',
    'spawn generator',
    'spawn leaderboard',
    'spawn observer',
  ])
  expect(worker('enricher').sent[0]).toMatchObject({ config: { endpoints: { redis: { nodes: [{ port: 2 }] } } } })
})

test('a lost stack worker is asked to take the stack up again', async () => {
  await up()
  story = []
  worker('stack').exit({ kind: 'code', code: 1 })
  await vi.advanceTimersByTimeAsync(1000)
  const ofOthers = story.filter((line) => !line.startsWith('doctor'))
  expect(ofOthers).toEqual(['spawn stack', 'stack ← configure', 'stack ← stack.start'])
  expect(alive.has('enricher')).toBe(true)
})

test('only the stack worker speaks of endpoints and milestones', async () => {
  await up()
  worker('enricher').say({ type: 'event', event: { kind: 'milestone', name: 'stopped' } })
  await settle()
  expect(marsad.snapshot().workers.map((one) => one.state)).toEqual(Array.from({ length: 6 }, () => 'running'))
})

test('the doctor comes with the first moment of a start, may ask for commands, and goes with the stack', async () => {
  marsad.open()
  await settle()
  report('stopped')
  await settle()
  expect(alive.has('doctor')).toBe(false)
  await marsad.command('stack.start', {})
  report('starting')
  await settle()
  expect(worker('doctor').sent[0]).toMatchObject({ type: 'configure', config: { endpoints: null } })
  worker('stack').say({ type: 'event', event: { kind: 'endpoints', endpoints } })
  await settle()
  expect(worker('doctor').sent.at(-1)).toMatchObject({ type: 'event', event: { kind: 'endpoints' } })
  worker('doctor').say({ type: 'ask', id: 1, name: 'app.snapshot', input: {} })
  await settle()
  expect(worker('doctor').sent.at(-1)).toMatchObject({ type: 'answer', id: 1, result: { ok: true } })
  worker('stack').say({ type: 'ask', id: 2, name: 'app.snapshot', input: {} })
  await settle()
  const refusal = { ok: false, failure: { code: 'bad_request' } }
  expect(worker('stack').sent.at(-1)).toMatchObject({ type: 'answer', id: 2, result: refusal })
  report('stopped')
  await settle()
  expect(story).toContain('end doctor')
})

test('what the doctor found is forgotten when its process ends, however it ends', async () => {
  const doctor = { at: 1, rules: 1, findings: [], fixing: null, actions: [], probes: [] }
  const find = (): void => worker('doctor').say({ type: 'event', event: { kind: 'doctor', snapshot: doctor } })
  await up()
  find()
  expect(marsad.snapshot().doctor).toEqual(doctor)
  worker('doctor').exit({ kind: 'code', code: 1 })
  expect(marsad.snapshot().doctor).toBeNull()
  await vi.advanceTimersByTimeAsync(1000)
  find()
  expect(marsad.snapshot().doctor).toEqual(doctor)
  report('stopped')
  await settle()
  expect(marsad.snapshot().doctor).toBeNull()
})

test('the fault lab is started by the first question, hears of the doctor, may ask, and ends before all else', async () => {
  await up()
  expect(alive.has('lab')).toBe(false)
  // The fake answers null, which is no list: what counts is that it was asked.
  await marsad.run('lab.list', {})
  expect(worker('lab').sent.map((message) => message.type)).toContain('request')
  worker('lab').say({ type: 'ask', id: 1, name: 'app.snapshot', input: {} })
  await settle()
  expect(worker('lab').sent.at(-1)).toMatchObject({ type: 'answer', id: 1, result: { ok: true } })
  const doctor = { at: 1, rules: 1, findings: [], fixing: null, actions: [], probes: [] }
  worker('doctor').say({ type: 'event', event: { kind: 'doctor', snapshot: doctor } })
  expect(worker('lab').sent.at(-1)).toMatchObject({ type: 'event', event: { kind: 'doctor' } })
  story = []
  await marsad.stopStack()
  expect(story.indexOf('end lab')).toBeLessThan(story.indexOf('doctor ← shutdown'))
  expect(story.indexOf('end lab')).toBeLessThan(story.indexOf('generator ← shutdown'))
})

test('nothing is broken on services that are not ours', async () => {
  await up()
  settings = { ...settings, stack: { ...settings.stack, kind: 'remote' } }
  const refused = { ok: false, failure: { code: 'lab_remote' } }
  expect(await marsad.run('lab.inject', { fault: 'pause-redis' })).toMatchObject(refused)
  expect(await marsad.run('lab.list', {})).toMatchObject(refused)
  expect(await marsad.run('worker.restart', { name: 'lab' })).toMatchObject(refused)
  expect(alive.has('lab')).toBe(false)
})

test('traffic settings reach the running generator, others do not', async () => {
  await up()
  story = []
  await marsad.command('settings.change', { theme: 'dark' })
  expect(story).toEqual([])
  await marsad.command('settings.change', { traffic: { enabled: true, eventsPerSecond: 99 } })
  expect(story).toEqual(['generator ← generator.set'])
  expect(marsad.snapshot().settings).toMatchObject({ theme: 'dark', traffic: { eventsPerSecond: 99 } })
})

test('a new consumer group reaches the stack and the doctor, and begins anew who reads it', async () => {
  await up()
  story = []
  await marsad.command('settings.change', { clickhouseGroup: 'ch-sink-v7' })
  await settle()
  expect(story[0]).toBe('stack ← stack.configure')
  expect(story).toContain('end observer')
  expect(worker('doctor').sent.at(-1)).toMatchObject({
    type: 'event',
    event: { kind: 'settings', settings: { clickhouseGroup: 'ch-sink-v7' } },
  })
})

test('a notice is shown until it is dismissed', async () => {
  const [notice] = marsad.snapshot().notices
  expect(notice?.failure.code).toBe('settings_invalid')
  await marsad.command('notice.dismiss', { id: notice?.id ?? '' })
  expect(marsad.snapshot().notices).toEqual([])
})

test('lines of services and workers come together, and no password among them', async () => {
  await up()
  const log = { kind: 'log', level: 'warn', text: 'a line of Kafka', at: 7 }
  worker('stack').say({ type: 'event', event: { ...log, source: 'kafka' } })
  worker('enricher').say({ type: 'event', event: { ...log, source: 'worker', text: 'a line of its own' } })
  worker('stack').say({ type: 'event', event: { kind: 'endpoints', endpoints: { ...endpoints, kafka: 'broken' } } })
  const { lines } = await marsad.command('logs.read', { sources: [], after: -1, limit: 1000 })
  expect(lines.find((line) => line.text === 'a line of Kafka')).toMatchObject({ source: 'kafka', at: 7 })
  expect(lines.find((line) => line.text === 'a line of its own')?.source).toBe('enricher')
  expect(lines.some((line) => line.text.includes('endpoints.kafka'))).toBe(true)
  expect(JSON.stringify(lines)).not.toContain('top-secret')
  expect(JSON.stringify(marsad.snapshot())).not.toContain('top-secret')
})

test('close ends everything, the stack worker last, and starts nothing more', async () => {
  await up()
  await marsad.close()
  expect(story.at(-1)).toBe('end stack')
  await expect(marsad.command('stack.start', {})).rejects.toMatchObject({ failure: { code: 'not_running' } })
})

const profile: RemoteProfile = remoteProfileSchema.parse({
  postgres: { host: 'pg', database: 'appdb', user: 'app', tls: null },
  debezium: { user: 'dbz' },
  kafka: { brokers: ['k:9092'], tls: null, sasl: null },
  connect: { url: 'http://c:8083', user: null, tls: null },
  clickhouse: { url: 'http://ch:8123', user: 'ch', cluster: null, tls: null },
  redis: { nodes: [{ host: 'r' }], cluster: false, username: null, password: false, tls: null },
})
const { stack } = defaultSettings

test('another kind of stack can be chosen only while none is up', async () => {
  await up()
  const wanted = { stack: { ...stack, kind: 'docker' as const } }
  await expect(marsad.command('settings.change', wanted)).rejects.toMatchObject({ failure: { code: 'stack_running' } })
  expect(settings.stack.kind).toBe('embedded')
  report('stopped')
  await settle()
  story = []
  await marsad.command('settings.change', wanted)
  expect(story).toEqual(['stack ← stack.configure'])
  expect(worker('stack').sent.at(-1)).toMatchObject({ input: { settings: { stack: { kind: 'docker' } } } })
})

test('containers that are to go on outlive the console, its workers do not', async () => {
  settings = { ...settings, stack: { ...stack, kind: 'docker', docker: { ...stack.docker, keepRunning: true } } }
  await up()
  story = []
  await marsad.close()
  expect(story).not.toContain('stack ← stack.stop')
  expect(story).toContain('end enricher')
  expect(story.at(-1)).toBe('end stack')
})

test('a remote stack is started with its secrets and with what was agreed to; nothing writes there unasked', async () => {
  marsad.open()
  await settle()
  report('stopped')
  await marsad.command('settings.change', {
    stack: { ...stack, kind: 'remote', remote: { profile, prove: false, traffic: false } },
  })
  await expect(marsad.command('stack.start', {})).rejects.toMatchObject({ failure: { code: 'keychain_unavailable' } })
  Object.assign(secretsGiven, {
    MARSAD_SECRET_POSTGRES: 'one',
    MARSAD_SECRET_DEBEZIUM: 'two',
    MARSAD_SECRET_CLICKHOUSE: 'three',
    MARSAD_SECRET_KAFKA: 'not needed',
  })
  const agreed = [{ step: 'prepare_topics' as const, changes: ['topic content.flat'] }]
  await marsad.command('stack.start', { agreed })
  expect(worker('stack').sent.at(-1)).toMatchObject({
    name: 'stack.start',
    input: { agreed, secrets: { postgres: 'one', debezium: 'two', clickhouse: 'three' } },
  })
  expect(JSON.stringify(worker('stack').sent.at(-1))).not.toContain('not needed')
  expect(JSON.stringify([ring.read({ sources: [], after: -1, limit: 1000 }), marsad.snapshot()])).not.toContain('three')
})

test('a restart of the stack is a stop, then a start', async () => {
  await up()
  story = []
  await marsad.command('stack.restart', {})
  await settle()
  report('stopped')
  await settle()
  const asked = story.filter((line) => line.startsWith('stack ←'))
  expect(asked).toEqual(['stack ← stack.stop', 'stack ← stack.start'])
})

const comparison = { span: { by: 'ids', first: 1, last: 2 } } as const
const tellJob = (state: 'running' | 'done'): void => {
  const job = {
    id: 5,
    kind: 'reconcile',
    state,
    startedAt: 1,
    endedAt: state === 'done' ? 2 : null,
    stage: 'read',
    done: 1,
    total: null,
    failure: null,
  }
  const snapshot = { job, reconcile: null, repair: null, backfill: null, resumable: null }
  worker('prover').say({ type: 'event', event: { kind: 'proof', snapshot } })
}
/** Its command has arrived; what the fake answers is no answer to it. */
const askProver = async (): Promise<void> => {
  await marsad.run('reconcile.start', comparison)
}

test('the prover comes when it is asked, stays while it works, and goes after a minute without work', async () => {
  await up()
  expect(alive.has('prover')).toBe(false)
  expect(marsad.snapshot().workers.map(({ name }) => name)).not.toContain('prover')
  await askProver()
  tellJob('running')
  await vi.advanceTimersByTimeAsync(600_000)
  expect(story).not.toContain('end prover')
  expect(marsad.snapshot().proof?.job?.state).toBe('running')
  tellJob('done')
  await vi.advanceTimersByTimeAsync(59_000)
  expect(story).not.toContain('end prover')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(story).toContain('end prover')
  // What it found stays to be seen.
  expect(marsad.snapshot().proof?.job?.state).toBe('done')
  await askProver()
  expect(story.filter((line) => line === 'spawn prover')).toHaveLength(2)
})

test('a prover that is lost fails its job, and nothing else', async () => {
  await up()
  await askProver()
  tellJob('running')
  worker('prover').exit({ kind: 'signal', signal: 'SIGKILL' })
  await settle()
  expect(marsad.snapshot().proof?.job).toMatchObject({ state: 'failed', failure: { code: 'worker_exited' } })
  expect(marsad.snapshot().stack.phase).toBe('ready')
})

test('without a stack there is nothing to prove', async () => {
  marsad.open()
  await settle()
  expect(await marsad.run('reconcile.start', comparison)).toMatchObject({
    ok: false,
    failure: { code: 'not_running', details: { service: 'prover' } },
  })
  expect(alive.has('prover')).toBe(false)
})

test('the prover ends before the workers that it looks at', async () => {
  await up()
  await askProver()
  await marsad.stopStack()
  expect(story.indexOf('end prover')).toBeGreaterThan(0)
  expect(story.indexOf('end prover')).toBeLessThan(story.indexOf('end enricher'))
})
