/** The faults: each lands on the running pipeline, waits until the part is there again, and says how it is known to have landed. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { topics } from '../../contract/pipeline'
import type { ServiceName } from '../../contract/snapshot'
import type { Stores } from '../support/pipeline'
import { isAlive } from '../support/processes'
import { waitFor } from '../support/waitFor'
import type { FaultEntry } from './faultLog'
import type { Changeable, FaultHost } from './host'
import type { FaultProxy, KafkaApi, Side } from './proxy'
import { isNewEvent } from './readChange'
import { openRecords } from '../support/topicSpan'
import { armedFolder, firedFolder } from './variants/crashPoint'

/** What a fault needs of its surroundings. */
export interface Field {
  readonly host: FaultHost
  readonly proxy: FaultProxy
  /** The folder of the build that enricher and leaderboard run now. */
  readonly build: string
  readonly stores: Stores
}

type Landed = Omit<FaultEntry, 'at' | 'tookMs' | 'kind'>

export interface Fault {
  readonly kind: string
  /** Whether it needs a build with places for faults. */
  readonly needs: 'any' | 'instrumented'
  /** What it keeps busy: two faults of one lane never run at the same time. */
  readonly lane: 'enricher' | 'stores'
  land(field: Field): Promise<Landed>
}

const backLimitMs = 90_000
/** More unasked exits within the supervisor's window would spend its budget, which is not what is tried here. */
const exitsAllowed = 3
const exitWindowMs = 120_000
const exitTimes = new Map<string, number[]>()

/** An orderly restart gives a worker its whole budget back; so does a start of a service by hand. */
async function keepBudget(host: FaultHost, name: Changeable): Promise<void> {
  const recent = (exitTimes.get(name) ?? []).filter((at) => Date.now() - at < exitWindowMs)
  if (recent.length >= exitsAllowed) {
    await host.restart(name)
    recent.length = 0
  }
  exitTimes.set(name, [...recent, Date.now()])
}

async function runningPid(host: FaultHost, name: Changeable): Promise<number> {
  return waitFor(`${name} to run`, () => {
    const { state, pid } = host.worker(name)
    return state === 'running' && pid !== null && pid
  })
}

/** @returns how often the supervisor has started it again by now */
async function untilBack(host: FaultHost, name: Changeable, former: number): Promise<number> {
  return waitFor(
    `${name} to run again`,
    () => {
      const { state, pid, restarts } = host.worker(name)
      if (state === 'failed') throw new Error(`${name} was given up`)
      return state === 'running' && pid !== former && restarts
    },
    backLimitMs,
  )
}

async function untilKilled(host: FaultHost, pid: number): Promise<string> {
  const exit = await waitFor(`the end of ${pid}`, () => host.exitOf(pid))
  if (exit.kind !== 'signal' || exit.signal !== 'SIGKILL')
    throw new Error(`${pid} ended otherwise: ${JSON.stringify(exit)}`)
  return exit.signal
}

const killWorker = (name: Changeable): Fault => ({
  kind: `kill -9 ${name}`,
  needs: 'any',
  lane: name === 'enricher' ? 'enricher' : 'stores',
  land: async ({ host }) => {
    await keepBudget(host, name)
    const pid = await runningPid(host, name)
    process.kill(pid, 'SIGKILL')
    const signal = await untilKilled(host, pid)
    return { pid, evidence: { signal, restarts: await untilBack(host, name, pid) } }
  },
})

const killService = (name: ServiceName): Fault => ({
  kind: `kill -9 ${name}`,
  needs: 'any',
  lane: name === 'kafka' || name === 'connect' ? 'enricher' : 'stores',
  land: async ({ host }) => {
    const before = await waitFor(`${name} to run`, () => {
      const service = host.service(name)
      return service.state === 'running' && service.pid !== null && { pid: service.pid, restarts: service.restarts }
    })
    process.kill(before.pid, 'SIGKILL')
    await waitFor(`the end of ${before.pid}`, () => !isAlive(before.pid))
    const restarts = await waitFor(
      `${name} to serve again`,
      async () => {
        const service = host.service(name)
        if (service.state === 'failed') await host.startService(name)
        return service.state === 'running' && service.pid !== before.pid && service.restarts
      },
      backLimitMs,
    )
    return { pid: before.pid, evidence: { signal: 'SIGKILL', gone: true, restarts } }
  },
})

/** New events in transactions of Connect that are open now; looked at twice, as a commit may have been under way. */
async function openEvents({ kafka }: Stores): Promise<number> {
  let open = Infinity
  for (let look = 0; look < 2 && open > 0; look += 1) {
    open = Math.min(open, (await openRecords(kafka, topics.events)).filter(isNewEvent).length)
  }
  return open
}

/**
 * Killed at a moment at which it has written new events that are not committed: it is stopped again and again until there are some. Its
 * successor aborts them and writes them once more.
 */
const killConnectInTransaction: Fault = {
  kind: 'kill -9 connect inside a transaction',
  needs: 'any',
  lane: 'enricher',
  land: async ({ host, stores }) => {
    const { pid, restarts: before } = host.service('connect')
    if (pid === null) throw new Error('Connect does not run')
    const open = await waitFor(
      'Connect to have a transaction open',
      async () => {
        process.kill(pid, 'SIGSTOP')
        const events = await openEvents(stores)
        if (events > 0) return events
        process.kill(pid, 'SIGCONT')
        return undefined
      },
      backLimitMs,
      7,
    )
    process.kill(pid, 'SIGKILL')
    await waitFor(`the end of ${pid}`, () => !isAlive(pid))
    const restarts = await waitFor(
      'Connect to serve again',
      () => {
        const service = host.service('connect')
        return service.state === 'running' && service.pid !== pid && service.restarts > before && service.restarts
      },
      backLimitMs,
    )
    return { pid, evidence: { signal: 'SIGKILL', gone: true, openEvents: open, restarts } }
  },
}

const crash = (name: Changeable, point: string): Fault => ({
  kind: `crash ${name} ${point}`,
  needs: 'instrumented',
  lane: name === 'enricher' ? 'enricher' : 'stores',
  land: async ({ host, build }) => {
    await keepBudget(host, name)
    await runningPid(host, name)
    const armed = join(build, armedFolder, point)
    const fired = join(build, firedFolder, point)
    writeFileSync(`${armed}.new`, '')
    renameSync(`${armed}.new`, armed)
    try {
      const line = await waitFor(
        `${name} to come to ${point}`,
        () => existsSync(fired) && readFileSync(fired, 'utf8').includes('\n') && readFileSync(fired, 'utf8'),
        backLimitMs,
        20,
      )
      const pid = Number(/"pid":(\d+)/.exec(line)?.[1])
      const signal = await untilKilled(host, pid)
      return { pid, evidence: { point: line.trim(), signal, restarts: await untilBack(host, name, pid) } }
    } finally {
      rmSync(armed, { force: true })
      rmSync(fired, { force: true })
    }
  },
})

/** After a cut the worker carries on by itself: it is the same process, and something of its work passes the proxy again. */
async function untilWorking({ host, proxy }: Field, name: Changeable, pid: number): Promise<boolean> {
  await proxy.cut(
    name === 'enricher'
      ? { target: 'kafka', api: 'end_transaction', side: 'nowhere', clientId: 'marsad-enricher' }
      : { target: 'redis', side: 'nowhere' },
    backLimitMs,
  )
  const now = host.worker(name).pid
  if (now !== pid) throw new Error(`${name} did not survive: ${pid} became ${now ?? 'nothing'}`)
  return true
}

const cutKafka = (name: Changeable, api: KafkaApi, side: Side): Fault => ({
  kind: `cut ${name} ${api} ${side}`,
  needs: 'instrumented',
  lane: name === 'enricher' ? 'enricher' : 'stores',
  land: async (field) => {
    const pid = await runningPid(field.host, name)
    const done = await field.proxy.cut({ target: 'kafka', api, side, clientId: `marsad-${name}` }, backLimitMs)
    return { pid, evidence: { ...done, works: await untilWorking(field, name, pid) } }
  },
})

const cutRedis = (side: Side): Fault => ({
  kind: `cut leaderboard script ${side}`,
  needs: 'instrumented',
  lane: 'stores',
  land: async (field) => {
    const pid = await runningPid(field.host, 'leaderboard')
    const done = await field.proxy.cut({ target: 'redis', side }, backLimitMs)
    return { pid, evidence: { ...done, works: await untilWorking(field, 'leaderboard', pid) } }
  },
})

const cutAll = (target: 'kafka' | 'redis'): Fault => ({
  kind: `cut all connections to ${target}`,
  needs: 'instrumented',
  lane: target === 'kafka' ? 'enricher' : 'stores',
  land: async (field) => {
    const name = target === 'kafka' ? 'enricher' : 'leaderboard'
    const pid = await runningPid(field.host, name)
    const connections = await waitFor('connections to cut', () => field.proxy.cutAll(target) || undefined)
    return { pid, evidence: { connections, works: await untilWorking(field, name, pid) } }
  },
})

/** A process that is stopped lets itself go on when whoever stopped it is gone. */
function stopProcess(pid: number): { goOn(): void } {
  const goOn = `process.stdin.resume().on('end', () => { try { process.kill(${pid}, 'SIGCONT') } catch (e) { if (e.code !== 'ESRCH') throw e } })`
  const keeper = spawn(process.execPath, ['-e', goOn], { stdio: ['pipe', 'ignore', 'ignore'] })
  process.kill(pid, 'SIGSTOP')
  return {
    goOn: () => {
      process.kill(pid, 'SIGCONT')
      keeper.stdin.end()
    },
  }
}

/** Linux's word for a stopped process. */
function isStopped(pid: number): boolean {
  return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}

/** Partitions of the topics that the workers read. */
const partitions = 4

/**
 * Stopped past its session (10 s) while a second process takes its partitions and works; then it goes on where it stood, in the belief
 * that nothing has happened. What it writes then must come to nothing.
 */
const zombie = (name: Changeable): Fault => ({
  kind: `zombie ${name}`,
  needs: 'any',
  lane: name === 'enricher' ? 'enricher' : 'stores',
  land: async ({ host, build }) => {
    const pid = await runningPid(host, name)
    const stoppedAt = Date.now()
    const stopped = stopProcess(pid)
    try {
      await waitFor(`${pid} to stand still`, () => isStopped(pid))
      const second = await host.second(name, build)
      try {
        const done = await waitFor(
          `the second ${name} to work on all partitions`,
          () => second.partitions().length === partitions && second.done() > 0 && second.done(),
          backLimitMs,
        )
        const since = Date.now()
        stopped.goOn()
        // It has noticed when the two share the partitions.
        await waitFor(
          `the zombie and the second ${name} to share`,
          () => second.partitions().length < partitions,
          backLimitMs,
        )
        const fenced = (await host.lines(name, since, 'fenced')).length
        return { pid, evidence: { stoppedMs: since - stoppedAt, seconds: second.pid(), secondDid: done, fenced } }
      } finally {
        await second.close()
      }
    } finally {
      stopped.goOn()
    }
  },
})

/** A second process joins, works on its share, and goes: in order, or killed. */
const secondJoins = (name: Changeable, how: 'leave' | 'kill'): Fault => ({
  kind: `second ${name} joins and ${how === 'leave' ? 'leaves' : 'is killed'}`,
  needs: 'any',
  lane: name === 'enricher' ? 'enricher' : 'stores',
  land: async ({ host, build }) => {
    await runningPid(host, name)
    const second = await host.second(name, build)
    const did = await waitFor(
      `the second ${name} to work on its share`,
      () =>
        second.partitions().length > 0 && second.partitions().length < partitions && second.done() > 0 && second.done(),
      backLimitMs,
    )
    const share = second.partitions().length
    if (how === 'leave') await second.close()
    else await second.kill()
    return { pid: second.pid(), evidence: { share, did, gone: !isAlive(second.pid()) } }
  },
})

const sides = ['request', 'answer'] as const

/** Every kind there is. */
export const faultKinds: readonly Fault[] = [
  killWorker('enricher'),
  killWorker('leaderboard'),
  ...(['kafka', 'connect', 'postgres', 'clickhouse', 'redis'] as const).map(killService),
  killConnectInTransaction,
  zombie('enricher'),
  zombie('leaderboard'),
  secondJoins('enricher', 'leave'),
  secondJoins('enricher', 'kill'),
  ...['after_produce', 'after_offsets', 'before_commit', 'after_commit'].map((point) => crash('enricher', point)),
  ...['before_script', 'after_script'].map((point) => crash('leaderboard', point)),
  ...(['produce', 'add_offsets', 'commit_offsets', 'end_transaction', 'fetch'] as const).flatMap((api) =>
    sides.map((side) => cutKafka('enricher', api, side)),
  ),
  ...sides.map((side) => cutKafka('leaderboard', 'fetch', side)),
  ...sides.map(cutRedis),
  cutAll('kafka'),
  cutAll('redis'),
]

/** A fault by its kind, for the controls. @throws when there is none */
export function faultOf(kind: string): Fault {
  const found = [...faultKinds, crash('enricher', 'between_commits')].find((fault) => fault.kind === kind)
  if (found === undefined) throw new Error(`no fault is called ${kind}`)
  return found
}
