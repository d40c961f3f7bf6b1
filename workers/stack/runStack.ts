/** The stack as a whole: its start, its stop and what happens in between. States: life/stackLife.ts; who runs the services: serviceRunner.ts. */
import { isDeepStrictEqual } from 'node:util'
import { describeCause, MarsadError, toFailure } from '../../contract/errors'
import { connectorName } from '../../contract/pipeline'
import type { Secrets } from '../../contract/remote'
import type { Settings } from '../../contract/settings'
import {
  serviceNames,
  type PrepareStepId,
  type ProposedChanges,
  type ServiceName,
  type StackSnapshot,
  type StepId,
} from '../../contract/snapshot'
import type { Endpoints, WorkerEvent } from '../../contract/workers'
import { withLimit } from '../../common/withLimit'
import type { WorkerContext } from '../runtime/worker'
import { proveCanary } from './canary/proveCanary'
import { createRunner } from './createRunner'
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
import { connectorVerdict } from '../clients/connect/connectorVerdict'
import { connectRest } from '../clients/connect/connectRest'
import { prepareClickhouse } from './prepare/prepareClickhouse'
import { previewPrepare } from './prepare/previewPrepare'
import { prepareConnector } from './prepare/prepareConnector'
import { preparePostgres } from './prepare/preparePostgres'
import { limitKafkaAccess } from './prepare/limitKafkaAccess'
import { limitTransactions } from './prepare/limitTransactions'
import { prepareTopics } from './prepare/prepareTopics'
import type { EngineWishes, ServiceRunner, ServiceVerb, Start } from './serviceRunner'
import { watchWarehouse } from './warehouse/watchWarehouse'

export interface Stack {
  /** Settings that count from the next start on. @throws MarsadError stack_running when they name another kind while it is up. */
  configure(settings: Settings): void
  /** Accepts a start; what becomes of it shows in the snapshot. Does nothing while the stack runs or starts. */
  start(order: StartOrder): void
  /** Accepts a stop; does nothing when there is nothing to stop. */
  stop(): void
  /** @throws MarsadError not_running unless the stack has been started and is not on its way up or down. */
  service(name: ServiceName, verb: ServiceVerb): void
  /**
   * Runs one step of preparing again.
   * @returns what it changed
   * @throws MarsadError not_running unless the stack is up, agreement_needed where the services are not ours, or what the step throws
   */
  prepare(step: PrepareStepId, agreed: boolean): Promise<readonly string[]>
  /** Runs a wish that only a Docker engine can fulfil. @throws MarsadError not_docker, stack_running; what the wish throws. */
  engine<T>(wish: (engine: EngineWishes) => Promise<T>): Promise<T>
  onEvent(event: WorkerEvent): void
  /** Lets go of the services without ending them. */
  release(): Promise<void>
}

/** What a start is asked for with. */
export interface StartOrder {
  /** As they are now; undefined: as they were known last. */
  readonly settings?: Settings | undefined
  /** For services that are not ours. */
  readonly secrets?: Secrets | undefined
  /** Changes to services that are not ours which a person wants. */
  readonly agreed?: ProposedChanges | undefined
}

const watchEveryMs = 2_000
/** How long both workers may take to get their partitions, in milliseconds. */
const workersLimitMs = 90_000

const now = (): number => Date.now()

export function runStack(context: WorkerContext): Stack {
  const { config } = context
  let settings = config.settings
  let secrets: Secrets = {}
  let agreed: ProposedChanges = []
  let proposed: ProposedChanges = []
  let life: StackLife = stoppedAt(now())
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

  const isAtRest = (): boolean => life.phase === 'stopped' || life.phase === 'failed'
  const snapshot = (): StackSnapshot => ({
    kind: runner.kind,
    phase: life.phase === 'stopped' && anyRuns() ? 'partial' : life.phase,
    since: life.since,
    dataDir: config.paths.data,
    ...runner.view(),
    proposed: life.phase === 'failed' ? proposed : [],
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

  const makeRunner = (): ServiceRunner =>
    createRunner(config, settings, secrets, {
      changed,
      restarted: (name) => {
        mendAfter = 0
        if (name === 'connect') connectRestarted = true
      },
      log: (source, level, text, at) => context.emit({ kind: 'log', source, level, text, at: at ?? now() }),
    })
  let runner = makeRunner()
  const allServe = (): boolean => serviceNames.every((name) => runner.serves(name))
  const anyRuns = (): boolean => serviceNames.some((name) => runner.runs(name))

  /**
   * A connector's task that met a Postgres or a Kafka on its way up fails for good and waits to be restarted, while
   * every service answers. So its state is looked at too, and mended: with growing pauses, for as long as it takes.
   */
  const watchConnector = async (signal: AbortSignal): Promise<void> => {
    if (endpoints === null || (life.phase !== 'ready' && life.phase !== 'degraded')) return
    const mends = runner.owns
    const needed = ['postgres', 'kafka', 'connect'] as const
    if (mending || now() < mendAfter || !needed.every((name) => runner.runs(name))) return
    mending = true
    try {
      const rest = connectRest(endpoints.connect, signal)
      const verdict = connectorVerdict(await rest.status(connectorName))
      if (verdict.kind !== 'failed' && !(connectRestarted && mends)) {
        runner.setFault('connect', null)
        return
      }
      if (verdict.kind === 'failed') {
        const { reason, trace } = verdict
        runner.setFault('connect', { code: 'connector_failed', details: { reason }, cause: trace })
        context.log('warn', `the connector has failed: ${reason}`)
      }
      if (!mends) return
      const changes = await prepareConnector(endpoints, signal)
      context.log('info', `the connector runs${changes.length === 0 ? '' : `: ${changes.join(', ')}`}`)
      connectRestarted = false
      runner.setFault('connect', null)
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

  const step = async (signal: AbortSignal, id: StepId, run: () => Promise<readonly string[]>): Promise<void> => {
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
  const prepareStep = ({ step, signal }: Start, id: StepId, run: () => Promise<readonly string[]>): Promise<void> =>
    step(id, async () => {
      // Where nothing was proposed nothing is touched, not even to look whether it needs mending.
      if (!runner.owns && !proposed.some((proposal) => proposal.step === id)) return []
      try {
        return await run()
      } catch (thrown) {
        if (thrown instanceof MarsadError || signal.aborted) throw thrown
        throw new MarsadError('prepare_failed', { step: id }, thrown)
      }
    })

  const preparing = async (id: PrepareStepId, at: Endpoints, signal: AbortSignal): Promise<readonly string[]> => {
    switch (id) {
      case 'prepare_postgres':
        return preparePostgres(at, config.paths, signal)
      case 'prepare_topics':
        if (runner.kind === 'embedded') await limitKafkaAccess(at, settings)
        if (runner.owns) await limitTransactions(at, (level, text) => context.log(level, text))
        return prepareTopics(at, signal)
      case 'prepare_clickhouse':
        // Another group of ClickHouse's must be closed before anybody else can join it.
        if (runner.kind === 'embedded') await limitKafkaAccess(at, settings)
        return prepareClickhouse(at, config.paths, settings, signal)
      case 'prepare_connector':
        return prepareConnector(at, signal)
    }
  }

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

  /** @throws MarsadError prepare_needed unless a person has agreed to just what would be changed. */
  const compare = async (at: Endpoints, { step, signal }: Start): Promise<void> =>
    step('compare', async () => {
      const all = await previewPrepare(at, config.paths, settings, signal)
      proposed = all.flatMap(({ step, changes }) => (changes.length === 0 ? [] : [{ step, changes: [...changes] }]))
      if (proposed.length > 0 && !isDeepStrictEqual(proposed, agreed)) {
        throw new MarsadError('prepare_needed', { changes: proposed.flatMap(({ changes }) => changes).length })
      }
      return []
    })

  const bringUp = async (start: Start): Promise<void> => {
    const { signal } = start
    const at = await runner.open(start)
    signal.throwIfAborted()
    endpoints = at
    context.emit({ kind: 'endpoints', endpoints: at })

    const served = runner.serve(start)
    // Nothing of others is changed before all of it has been seen and agreed to.
    const seen = runner.owns ? Promise.resolve() : Promise.all(Object.values(served)).then(() => compare(at, start))
    const afterSeen = (service: Promise<void>): Promise<void> => service.then(() => seen)
    const postgres = afterSeen(served.postgres)
    const kafka = afterSeen(served.kafka)
    const clickhouse = afterSeen(served.clickhouse)
    const { connect, redis } = served
    const database = postgres.then(() =>
      prepareStep(start, 'prepare_postgres', () => preparing('prepare_postgres', at, signal)),
    )
    const topics = kafka
      .then(() => prepareStep(start, 'prepare_topics', () => preparing('prepare_topics', at, signal)))
      .then(() => context.emit({ kind: 'milestone', name: 'topics_ready' }))
    const warehouse = Promise.all([clickhouse, topics]).then(() =>
      prepareStep(start, 'prepare_clickhouse', () => preparing('prepare_clickhouse', at, signal)),
    )
    const connector = Promise.all([connect, database, topics]).then(() =>
      prepareStep(start, 'prepare_connector', () => preparing('prepare_connector', at, signal)),
    )
    await Promise.all([postgres, kafka, clickhouse, redis, connect, database, topics, warehouse, connector])
    await start.step('workers', () => waitForWorkers(signal))
    if (runner.steps.includes('canary')) {
      await start.step('canary', async () => {
        await proveCanary(at, settings, signal)
        return []
      })
    }
    move(prove(life, now()))
    context.emit({ kind: 'milestone', name: 'ready' })
  }

  /** Never rejects: a failed start is a state. */
  const runStart = async (abort: AbortController): Promise<void> => {
    try {
      const { signal } = abort
      await bringUp({ signal, step: (id, run) => step(signal, id, run) })
    } catch (thrown) {
      if (abort.signal.aborted) return
      context.log('error', `the start failed: ${describeCause(thrown)}`)
      // Steps that go on would speak of a start that is over. Services that are on their way up go on.
      abort.abort()
      current = new AbortController()
      move(giveUp(life, runner.gaveUp(toFailure(thrown)), now()))
    }
  }

  /** Never rejects either. */
  const runStop = async (before: Promise<void>): Promise<void> => {
    try {
      await runner.stop(before)
    } catch (thrown) {
      context.log('error', `the stop met a failure: ${describeCause(thrown)}`)
    }
    endpoints = null
    move(stoppedAt(now()))
    context.emit({ kind: 'milestone', name: 'stopped' })
    stopping = null
  }

  const configure = (next: Settings): void => {
    settings = next
    if (next.stack.kind === runner.kind) {
      runner.configure(next, secrets)
      return
    }
    if (!isAtRest() || stopping !== null) throw new MarsadError('stack_running', {})
    void runner.release()
    runner = makeRunner()
    move(stoppedAt(now()))
  }

  const start = (order: StartOrder): void => {
    settings = order.settings ?? settings
    secrets = order.secrets ?? secrets
    agreed = order.agreed ?? []
    if (stopping !== null) {
      void stopping.then(() => start({ agreed }))
      return
    }
    if (!isAtRest()) return
    configure(settings)
    proposed = []
    workersSeen = new Set()
    current.abort()
    current = new AbortController()
    move(begin(life, runner.steps, now()))
    starting = runStart(current)
  }

  /** Its outcome shows in the service's state. */
  const act = async (name: ServiceName, verb: ServiceVerb, signal: AbortSignal): Promise<void> => {
    try {
      await runner.act(name, verb)
    } catch (thrown) {
      // One that was overtaken by a stop has no outcome of its own.
      const isOvertaken = thrown instanceof DOMException && thrown.name === 'AbortError'
      if (!signal.aborted && !isOvertaken) context.log('error', `${verb} of ${name}: ${describeCause(thrown)}`)
    }
  }

  const warehouse = watchWarehouse(
    config.paths,
    (level, text) => context.log(level, text),
    () => performance.now(),
  )
  const timer = setInterval(() => {
    void watchConnector(current.signal)
    // Services that are not ours are not mended without being asked.
    const isUp = runner.owns && (life.phase === 'ready' || life.phase === 'degraded')
    const works = isUp && runner.serves('kafka') && runner.serves('clickhouse')
    void warehouse.tick(works ? endpoints : null, settings.clickhouseGroup, current.signal)
  }, watchEveryMs)

  // A worker that was restarted finds the services of the one before it, and takes them over.
  if (runner.kind === 'embedded' && anyRuns()) start({})
  else emit()

  return {
    configure,
    start,
    stop() {
      if (life.phase === 'stopping' || (life.phase === 'stopped' && !anyRuns())) return
      current.abort()
      current = new AbortController()
      move(beginStop(life, now()))
      stopping = runStop(starting)
    },
    service(name, verb) {
      if (life.phase !== 'ready' && life.phase !== 'degraded' && life.phase !== 'failed') {
        throw new MarsadError('not_running', {})
      }
      if (endpoints === null) throw new MarsadError('not_running', {})
      void act(name, verb, current.signal)
    },
    async prepare(id, wanted) {
      if (endpoints === null || (life.phase !== 'ready' && life.phase !== 'degraded'))
        throw new MarsadError('not_running', {})
      if (!runner.owns && !wanted) throw new MarsadError('agreement_needed', {})
      const changes = await preparing(id, endpoints, current.signal)
      if (changes.length > 0) context.log('info', `${id}: ${changes.join(', ')}`)
      return changes
    },
    async engine(wish) {
      if (runner.engine === null) throw new MarsadError('not_docker', {})
      if (!isAtRest() || stopping !== null) throw new MarsadError('stack_running', {})
      return wish(runner.engine)
    },
    onEvent(event) {
      if (event.kind !== 'enricher' && event.kind !== 'leaderboard') return
      if (event.stats.partitions.length > 0) workersSeen.add(event.kind)
      wake()
    },
    async release() {
      current.abort()
      clearInterval(timer)
      await runner.release()
      await Promise.allSettled([starting, stopping])
    },
  }
}
