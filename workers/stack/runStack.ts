/** The stack as a whole: its start, its stop and what happens in between. States: life/stackLife.ts. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describeCause, MarsadError, toFailure } from '../../contract/errors'
import { connectorName } from '../../contract/pipeline'
import type { Settings } from '../../contract/settings'
import { serviceNames, type ServiceName, type StackSnapshot, type StepId } from '../../contract/snapshot'
import type { Endpoints, WorkerEvent } from '../../contract/workers'
import { withLimit } from '../shared/withLimit'
import type { WorkerContext } from '../shared/worker'
import { proveCanary } from './canary/proveCanary'
import { asFailure, dataFolderAt } from './data/dataFolder'
import { hasRoom } from './data/diskRoom'
import { openRegistry, type Registry } from './data/registry'
import { readServicesFile } from './data/servicesFile'
import { ensureGuardian, endGuardian } from './guardian/ensureGuardian'
import {
  begin,
  beginStep,
  beginStop,
  failStep,
  finishStep,
  follow,
  giveUp,
  prove,
  stoppedAt,
  type StackLife,
} from './life/stackLife'
import { startFailure } from './life/startFailure'
import { superviseService, type Supervisor } from './life/superviseService'
import { openForServices, planStart } from './planStart'
import { connectorVerdict } from './prepare/connectorVerdict'
import { connectRest } from './prepare/connectRest'
import { prepareClickhouse } from './prepare/prepareClickhouse'
import { prepareConnector } from './prepare/prepareConnector'
import { preparePostgres } from './prepare/preparePostgres'
import { prepareTopics } from './prepare/prepareTopics'
import { identify, isAlive } from './process/identity'
import { createUsageSampler } from './process/usage'

export interface Stack {
  /** Accepts a start; what becomes of it shows in the snapshot. Does nothing while the stack runs or starts. */
  start(settings: Settings | undefined): void
  /** Accepts a stop; does nothing when there is nothing to stop. */
  stop(): void
  /** @throws MarsadError not_running unless the stack has been started and is not on its way up or down. */
  service(name: ServiceName, action: 'start' | 'stop' | 'restart'): void
  onEvent(event: WorkerEvent): void
  /** Lets go of the services without ending them. */
  release(): Promise<void>
}

const logEveryMs = 250
const lookEveryMs = 2_000
/** How long both workers may take to get their partitions, in milliseconds. */
const workersLimitMs = 90_000
/** A guardian that has begun to end the services of an owner that is gone needs no longer than this, in milliseconds. */
const endingLimitMs = 60_000

const now = (): number => Date.now()

export function runStack(context: WorkerContext): Stack {
  const { config } = context
  const folder = dataFolderAt(config.paths.data)
  const servicesPath = join(folder.run, 'services.json')
  const sampleUsage = createUsageSampler()
  let settings = config.settings
  let life: StackLife = stoppedAt(now())
  let registry: Registry | null = null
  let endpoints: Endpoints | null = null
  let current = new AbortController()
  let starting: Promise<void> = Promise.resolve()
  let stopping: Promise<void> | null = null
  let workersSeen = new Set<'enricher' | 'leaderboard'>()
  let wake = (): void => undefined
  let sending = false
  let mending = false
  let mendAfter = 0
  let mendFailures = 0
  /** Its connector is to be read back from Kafka; if it lost it, it gets it again. */
  let connectRestarted = false

  const snapshot = (): StackSnapshot => ({
    kind: 'embedded',
    phase: life.phase,
    since: life.since,
    dataDir: folder.root,
    services: serviceNames.map((name) => supervisors[name].snapshot(settings.ports[name])),
    steps: life.phase === 'stopped' ? [] : [...life.steps],
    readyMs: life.phase === 'ready' || life.phase === 'degraded' ? life.readyMs : null,
    failure: life.phase === 'failed' ? life.failure : null,
  })
  const emit = (): void => context.emit({ kind: 'stack', snapshot: snapshot() })
  /** Several changes of one moment are one snapshot. */
  const changed = (): void => {
    if (sending) return
    sending = true
    setImmediate(() => {
      sending = false
      life = follow(life, allServe(), now())
      emit()
    })
  }
  const move = (next: StackLife): void => {
    life = next
    changed()
  }

  const supervise = (name: ServiceName): Supervisor =>
    superviseService(
      name,
      {
        changed,
        restarted: () => {
          mendAfter = 0
          if (name === 'connect') connectRestarted = true
        },
        log: (level, text, at) => context.emit({ kind: 'log', source: name, level, text, at: at ?? now() }),
      },
      now,
    )
  const supervisors: Readonly<Record<ServiceName, Supervisor>> = {
    postgres: supervise('postgres'),
    kafka: supervise('kafka'),
    connect: supervise('connect'),
    clickhouse: supervise('clickhouse'),
    redis: supervise('redis'),
  }
  const allServe = (): boolean => serviceNames.every((name) => supervisors[name].serves())

  /**
   * A connector's task that met a Postgres or a Kafka on its way up fails for good and waits to be restarted, while
   * every service answers. So its state is looked at too, and mended: with growing pauses, for as long as it takes.
   */
  const watchConnector = async (signal: AbortSignal): Promise<void> => {
    if (endpoints === null || (life.phase !== 'ready' && life.phase !== 'degraded')) return
    const others = (['postgres', 'kafka', 'connect'] as const).map((name) => supervisors[name])
    if (mending || now() < mendAfter || !others.every((each) => each.process() !== null)) return
    mending = true
    try {
      const rest = connectRest(endpoints.connect.url, signal)
      const verdict = connectorVerdict(await rest.status(connectorName))
      if (verdict.kind !== 'failed' && !connectRestarted) {
        supervisors.connect.setFault(null)
        return
      }
      if (verdict.kind === 'failed') {
        const { reason, trace } = verdict
        supervisors.connect.setFault({ code: 'connector_failed', details: { reason }, cause: trace })
        context.log('warn', `the connector has failed: ${reason}`)
      }
      const changes = await prepareConnector(endpoints, signal)
      context.log('info', `the connector runs${changes.length === 0 ? '' : `: ${changes.join(', ')}`}`)
      connectRestarted = false
      supervisors.connect.setFault(null)
      mendFailures = 0
    } catch (thrown) {
      if (signal.aborted) return
      mendFailures += 1
      mendAfter = now() + Math.min(60_000, 2_000 * 2 ** mendFailures)
      context.log('error', `the connector could not be looked after: ${describeCause(thrown)}`)
    } finally {
      mending = false
    }
  }

  const step = async (id: StepId, signal: AbortSignal, run: () => Promise<readonly string[]>): Promise<void> => {
    signal.throwIfAborted()
    move(beginStep(life, id, now()))
    try {
      const changes = await run()
      move(finishStep(life, id, changes, now()))
    } catch (thrown) {
      if (!signal.aborted) move(failStep(life, id, now()))
      throw thrown
    }
  }
  const serviceStep = (name: ServiceName, signal: AbortSignal): Promise<void> =>
    step(name, signal, async () => {
      await supervisors[name].start()
      return []
    })
  const prepareStep = (id: StepId, signal: AbortSignal, run: () => Promise<readonly string[]>): Promise<void> =>
    step(id, signal, async () => {
      try {
        return await run()
      } catch (thrown) {
        if (thrown instanceof MarsadError || signal.aborted) throw thrown
        throw new MarsadError('prepare_failed', { step: id }, thrown)
      }
    })

  const waitForWorkers = async (signal: AbortSignal): Promise<readonly string[]> => {
    await withLimit(signal, workersLimitMs, async (limited) => {
      while (workersSeen.size < 2) {
        if (limited.aborted && !signal.aborted) {
          const missing = workersSeen.has('enricher') ? 'leaderboard' : 'enricher'
          throw new MarsadError('service_timeout', { service: missing, seconds: workersLimitMs / 1_000 })
        }
        signal.throwIfAborted()
        await new Promise<void>((resolve) => {
          wake = resolve
          limited.addEventListener('abort', () => resolve(), { once: true })
        })
      }
    })
    return []
  }

  /** Waits out a guardian that is ending what an owner before us left behind. */
  const waitForEnding = async (signal: AbortSignal): Promise<void> => {
    const until = now() + endingLimitMs
    for (;;) {
      const { ending, guardian } = readServicesFile(servicesPath)
      if (!ending || guardian === null || !isAlive(guardian) || now() > until) return
      await delay(100, undefined, { signal })
    }
  }

  const bringUp = async (signal: AbortSignal): Promise<void> => {
    const account = await openForServices(folder)
    await waitForEnding(signal)
    const opened = openRegistry(servicesPath, (level, text) => context.log(level, text))
    registry = opened
    opened.change({ owner: identify(config.ownerPid), ending: false })
    await ensureGuardian(opened, config.paths, servicesPath, join(folder.logs, 'guardian.log'))
    const plan = await planStart(config.paths, settings, folder, opened, account)
    signal.throwIfAborted()
    for (const name of serviceNames) {
      supervisors[name].assign(plan.assignments[name])
      const { taken, description } = plan.assignments[name]
      if (taken !== null) {
        context.log(
          'warn',
          `port ${taken.wanted} of ${name} is taken by ${taken.owner}: it gets ${description.port} for now`,
        )
      }
    }
    const at = plan.endpoints
    endpoints = at
    context.emit({ kind: 'endpoints', endpoints: at })
    supervisors.connect.hold('dependency_kafka')

    const postgres = serviceStep('postgres', signal)
    const kafka = serviceStep('kafka', signal)
    const clickhouse = serviceStep('clickhouse', signal)
    const redis = serviceStep('redis', signal)
    const connect = kafka.then(() => serviceStep('connect', signal))
    const database = postgres.then(() =>
      prepareStep('prepare_postgres', signal, () => preparePostgres(at, config.paths, signal)),
    )
    const topics = kafka
      .then(() => prepareStep('prepare_topics', signal, () => prepareTopics(at, signal)))
      .then(() => context.emit({ kind: 'milestone', name: 'topics_ready' }))
    const warehouse = Promise.all([clickhouse, topics]).then(() =>
      prepareStep('prepare_clickhouse', signal, () => prepareClickhouse(at, config.paths, settings, signal)),
    )
    const connector = Promise.all([connect, database, topics]).then(() =>
      prepareStep('prepare_connector', signal, () => prepareConnector(at, signal)),
    )
    await Promise.all([postgres, kafka, clickhouse, redis, connect, database, topics, warehouse, connector])
    await step('workers', signal, () => waitForWorkers(signal))
    await step('canary', signal, async () => {
      await proveCanary(at, settings, signal)
      return []
    })
    move(prove(life, now()))
    context.emit({ kind: 'milestone', name: 'ready' })
  }

  /** Never rejects: a failed start is a state. */
  const runStart = async (abort: AbortController): Promise<void> => {
    try {
      await asFailure(folder.root, () => bringUp(abort.signal))
    } catch (thrown) {
      if (abort.signal.aborted) return
      const failure = startFailure(toFailure(thrown), { path: folder.root, hasRoom: hasRoom(folder.root) })
      context.log('error', `the start failed: ${describeCause(thrown)}`)
      // Steps that go on would speak of a start that is over. Services that are on their way up go on.
      abort.abort()
      current = new AbortController()
      for (const name of serviceNames) supervisors[name].unhold()
      move(giveUp(life, failure, now()))
    }
  }

  /** Never rejects either. */
  const runStop = async (before: Promise<void>): Promise<void> => {
    try {
      const together = (names: readonly ServiceName[]): Promise<unknown> =>
        Promise.all(names.map((name) => supervisors[name].stop()))
      // What uses Kafka and Postgres goes first: a consumer leaves its group, a replication slot is let go.
      await together(['connect', 'clickhouse'])
      await together(['kafka', 'postgres', 'redis'])
      // Its signal has aborted, so it starts nothing more; only when it has ended is the registry ours alone.
      await before
      if (registry !== null) {
        const left = serviceNames.filter((name) => supervisors[name].process() !== null)
        await endGuardian(registry)
        if (left.length > 0) context.log('error', `still running: ${left.join(', ')}`)
      }
    } catch (thrown) {
      context.log('error', `the stop met a failure: ${describeCause(thrown)}`)
    }
    endpoints = null
    move(stoppedAt(now()))
    context.emit({ kind: 'milestone', name: 'stopped' })
    stopping = null
  }

  const start = (next: Settings | undefined): void => {
    if (next !== undefined) settings = next
    if (stopping !== null) {
      void stopping.then(() => start(undefined))
      return
    }
    if (life.phase !== 'stopped' && life.phase !== 'failed') return
    workersSeen = new Set()
    current.abort()
    current = new AbortController()
    move(begin(life, now()))
    starting = runStart(current)
  }

  /** Runs a person's wish for one service; its outcome shows in the service's state. */
  const act = async (name: ServiceName, action: 'start' | 'stop' | 'restart', signal: AbortSignal): Promise<void> => {
    try {
      if (action !== 'start') await supervisors[name].stop()
      if (action === 'stop' || signal.aborted) return
      await supervisors[name].start()
    } catch (thrown) {
      if (!signal.aborted) context.log('error', `${action} of ${name}: ${describeCause(thrown)}`)
    }
  }

  /** Never rejects: on a full disk there is no guardian for a while, and the services must not fall for that. */
  const keepGuardian = async (entered: Registry): Promise<void> => {
    try {
      await ensureGuardian(entered, config.paths, servicesPath, join(folder.logs, 'guardian.log'))
    } catch (thrown) {
      context.log('error', `the guardian could not be started: ${describeCause(thrown)}`)
    }
  }

  const look = (): void => {
    const roots = serviceNames.map((name) => supervisors[name].process()?.pid ?? 0)
    const usages = sampleUsage(roots, now())
    serviceNames.forEach((name, index) => {
      supervisors[name].setUsage(usages[index]?.cpu ?? null, usages[index]?.memoryBytes ?? null)
    })
    for (const name of serviceNames) void supervisors[name].probe()
    void watchConnector(current.signal)
    if (registry !== null && life.phase !== 'stopped' && life.phase !== 'stopping') {
      void keepGuardian(registry)
    }
    changed()
  }
  const timers = [
    setInterval(() => {
      for (const name of serviceNames) supervisors[name].pollLog()
    }, logEveryMs),
    setInterval(look, lookEveryMs),
  ]

  // A worker that was restarted finds the services of the one before it, and takes them over.
  if (Object.values(readServicesFile(servicesPath).services).some((entry) => isAlive(entry.process))) start(undefined)
  else emit()

  return {
    start,
    stop() {
      if (life.phase === 'stopped' || life.phase === 'stopping') return
      current.abort()
      current = new AbortController()
      move(beginStop(life, now()))
      stopping = runStop(starting)
    },
    service(name, action) {
      if (life.phase !== 'ready' && life.phase !== 'degraded' && life.phase !== 'failed') {
        throw new MarsadError('not_running', {})
      }
      if (endpoints === null) throw new MarsadError('not_running', {})
      void act(name, action, current.signal)
    },
    onEvent(event) {
      if (event.kind !== 'enricher' && event.kind !== 'leaderboard') return
      if (event.stats.partitions.length > 0) workersSeen.add(event.kind)
      wake()
    },
    async release() {
      current.abort()
      for (const timer of timers) clearInterval(timer)
      for (const name of serviceNames) supervisors[name].release()
      await Promise.allSettled([starting, stopping])
    },
  }
}
