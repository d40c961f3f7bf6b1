/**
 * The heart of both shells (window and CLI): hosts the workers, follows the stack's start, carries events between
 * workers, merges what they report into one snapshot, and answers commands.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  logSourceSchema,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type CommandResult,
} from '../contract/commands'
import { electronState } from '../contract/electronSupport'
import { errorOf, describeCause, MarsadError, toFailure, type Failure } from '../contract/errors'
import type { DoctorSnapshot } from '../contract/doctor'
import type { LabSnapshot } from '../contract/lab'
import type { ProofSnapshot } from '../contract/proof'
import { parseOutput } from '../contract/parseOutput'
import { secretsInClear, secretsNeeded } from '../contract/remote'
import { trafficOf, type Settings } from '../contract/settings'
import {
  workerNames,
  type ConsoleSnapshot,
  type Notice,
  type PipelineSnapshot,
  type ProposedChanges,
  type StackPhase,
  type StackSnapshot,
  type WorkerName,
  type WorkerSnapshot,
} from '../contract/snapshot'
import type { Bundle } from '../contract/bundle'
import { internalRequests, type Paths, type WorkerConfig, type WorkerEvent } from '../contract/workers'
import { collectBundle } from './bundle/collectBundle'
import { bundleName, writeBundle } from './bundle/writeBundle'
import { routeCommands } from './commandRouter'
import type { Log } from './log'
import type { LogRing } from './logRing'
import {
  askingWorkers,
  isOnDemand,
  isWatched,
  listenersOf,
  mayRun,
  noProgress,
  onDemandWorkers,
  pipelineWorkerNames,
  progressAfter,
  watchingWorker,
  type OnDemandWorker,
  type PipelineWorkerName,
  type StackProgress,
} from './pipelineWorkers'
import type { SettingsStore } from './settingsStore'
import type { SecretStore } from './secrets/secretStore'
import { secretsStatus } from './secretsStatus'
import { createPacer } from './snapshotPacer'
import { seenStack, unreportedStack } from './stackView'
import type { SpawnWorker } from './worker/adapter'
import { superviseWorker, type Supervisor } from './worker/supervisor'

export interface ConsoleOptions {
  readonly paths: Paths
  readonly appVersion: string
  /** Of the window, or of the one that set-up brought; null where there is none. */
  readonly electronVersion: string | null
  readonly settings: SettingsStore
  /** Applied to the stored settings before workers see them: what a command line overrides for one run. */
  readonly adjustSettings?: (settings: Settings) => Settings
  /** Shown from the start on, such as settings that had to be set aside. */
  readonly failures: readonly Failure[]
  readonly secrets: SecretStore
  readonly spawn: SpawnWorker
  readonly log: Log
  readonly logRing: LogRing
  /** Asks the person at the window for a file to write, beginning with a name; null when they want none. Null without a window. */
  readonly chooseFile?: ((name: string) => Promise<string | null>) | null
  /** Asks the person at the window for a file to read; null when they want none. Null without a window. */
  readonly openFile?: ((purpose: CommandInput<'file.choose'>['purpose']) => Promise<string | null>) | null
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export interface MarsadConsole {
  /** Starts the stack worker; the stack itself waits for `stack.start`. */
  open(): void
  /** Runs a command of the table that came from outside; never rejects. */
  run(name: unknown, input: unknown): Promise<CommandResult>
  /** Runs a command from inside. @throws MarsadError */
  command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>
  /** An internal request to a worker that is no command of people. @throws MarsadError */
  request(worker: WorkerName, name: string, input: unknown): Promise<unknown>
  snapshot(): ConsoleSnapshot
  /** At most 4 snapshots a second, and one at once on a change of phase; returns the unsubscriber. */
  subscribe(listener: (snapshot: ConsoleSnapshot) => void): () => void
  readonly addNotice: (failure: Failure) => void
  /** Ends workers, then the services, each in order, and waits until all is gone. @throws MarsadError */
  stopStack(): Promise<void>
  /** Stops the stack if it runs, then the stack worker. Only once. @throws MarsadError what could not be stopped in order */
  close(): Promise<void>
}

/** No more than 4 snapshots a second. */
const snapshotGapMs = 250
/** How long the stack worker may take to accept a stop, in milliseconds; it only has to take note of it. */
const stackHearLimitMs = 10_000
/** How long the services may take to end in order, in milliseconds. */
const stackStopLimitMs = 60_000
const requestLimitMs = 60_000
/** A bundle is wanted when something does not answer: it waits no longer for each of its parts, in milliseconds. */
const bundleLimitMs = 10_000
/** How often the doctor and the fault lab are told of workers and pipeline at most, in milliseconds. */
const consoleGapMs = 1_000
/** How long the process of a worker that nobody asks anything stays, in milliseconds. */
const onDemandRestMs = 60_000
const toldOfConsole = [watchingWorker, 'lab'] as const

export function createConsole(options: ConsoleOptions): MarsadConsole {
  const { log, now, paths, secrets, settings } = options
  const listeners = new Set<(snapshot: ConsoleSnapshot) => void>()
  const phaseWaiters = new Set<() => void>()
  let progress: StackProgress = noProgress
  let reported: StackSnapshot | null = null
  let pipeline: PipelineSnapshot | null = null
  let proof: ProofSnapshot | null = null
  let doctor: DoctorSnapshot | null = null
  let lab: LabSnapshot | null = null
  const restTimers = new Map<OnDemandWorker, NodeJS.Timeout>()
  let stoppingSince: number | null = null
  let stopping: Promise<void> | null = null
  let closing: Promise<void> | null = null
  /** Whether a person wants the stack up: a stack worker that comes back to a stack that is down is asked again. */
  let wanted = false
  let lastPhase: StackPhase = 'stopped'
  const startedAt = now()
  let notices: readonly Notice[] = []
  let noticeCount = 0

  const effectiveSettings = (): Settings => options.adjustSettings?.(settings.current()) ?? settings.current()

  const configOf = (name: WorkerName): WorkerConfig => ({
    paths,
    settings: effectiveSettings(),
    endpoints: name === 'stack' ? null : progress.endpoints,
    ownerPid: process.pid,
  })

  const supervise = (name: WorkerName): Supervisor =>
    superviseWorker({
      name,
      entry: join(paths.entries, `${name}.js`),
      spawn: options.spawn,
      config: () => configOf(name),
      onEvent: (event) => receive(name, event),
      onAsk: askingWorkers.includes(name) ? (command, input) => run(command, input) : null,
      onChange: () => {
        if (supervisors[name].snapshot().state !== 'running') forgetWhatItTold(name)
        changed()
        phaseWaiters.forEach((check) => check())
      },
      onConfigured: () => catchUp(name),
      log,
      now,
    })
  const supervisors: Record<WorkerName, Supervisor> = {
    stack: supervise('stack'),
    enricher: supervise('enricher'),
    leaderboard: supervise('leaderboard'),
    observer: supervise('observer'),
    generator: supervise('generator'),
    prover: supervise('prover'),
    doctor: supervise('doctor'),
    lab: supervise('lab'),
  }

  const workerSnapshots = (): WorkerSnapshot[] =>
    workerNames
      .map((name) => supervisors[name].snapshot())
      // At rest they have no process, by right: nothing to show.
      .filter(({ name, state }) => !isOnDemand(name) || state !== 'stopped')

  const snapshot = (): ConsoleSnapshot => ({
    at: now(),
    appVersion: options.appVersion,
    electron: electronState(options.electronVersion),
    stack: seenStack(
      reported ?? unreportedStack(effectiveSettings(), paths.data, startedAt),
      workerSnapshots(),
      stoppingSince,
    ),
    workers: workerSnapshots(),
    pipeline,
    settings: settings.current(),
    proof,
    doctor,
    lab,
    notices: [...notices],
  })

  const pacer = createPacer(
    snapshotGapMs,
    () => {
      const value = snapshot()
      listeners.forEach((listener) => listener(value))
    },
    () => performance.now(),
  )

  const consolePacer = createPacer(
    consoleGapMs,
    () =>
      toldOfConsole.forEach((name) =>
        supervisors[name].tell({ kind: 'console', workers: workerSnapshots(), pipeline }),
      ),
    () => performance.now(),
  )

  function changed(): void {
    const { phase } = snapshot().stack
    const urgent = phase !== lastPhase
    lastPhase = phase
    pacer.touch(urgent)
    if (toldOfConsole.some((name) => supervisors[name].isUp())) consolePacer.touch(urgent)
  }

  /** What a worker that has just been configured missed: the milestones reached before. */
  function catchUp(name: WorkerName): void {
    if (name === 'stack') {
      if (reported !== null) void resumeStack()
      return
    }
    if (name === watchingWorker || name === 'lab') {
      if (reported !== null) supervisors[name].tell({ kind: 'stack', snapshot: reported })
      if (name === 'lab' && doctor !== null) supervisors[name].tell({ kind: 'doctor', snapshot: doctor })
      consolePacer.touch(true)
      return
    }
    progress.milestones.forEach((milestone) => supervisors[name].tell({ kind: 'milestone', name: milestone }))
  }

  /** The stack worker was lost and is back: it adopts what still runs; ask again so that what is missing comes up too. */
  async function resumeStack(): Promise<void> {
    if (!wanted) return
    try {
      await supervisors.stack.request('stack.start', await startOrder(undefined), requestLimitMs)
    } catch (thrown) {
      log('stack', 'error', `the stack could not be taken up again: ${describeCause(thrown)}`)
    }
  }

  function receive(from: WorkerName, event: WorkerEvent): void {
    switch (event.kind) {
      case 'log': {
        const source = logSourceSchema.safeParse(event.source)
        log(source.success ? source.data : from, event.level, event.text, event.at)
        return
      }
      case 'stack':
        reported = event.snapshot
        if (event.snapshot.phase === 'stopped') {
          forgetProgress()
          stoppingSince = null
        } else advanceProgress(event)
        watch(event.snapshot.phase)
        phaseWaiters.forEach((check) => check())
        break
      case 'pipeline':
        pipeline = event.snapshot
        break
      case 'proof':
        proof = event.snapshot
        restOnDemandWorker('prover')
        break
      case 'lab':
        lab = event.snapshot
        restOnDemandWorker('lab')
        break
      case 'doctor':
        doctor = event.snapshot
        break
      case 'console':
        return
      case 'endpoints':
      case 'milestone':
        if (from !== 'stack') return
        advanceProgress(event)
        break
      case 'enricher':
      case 'leaderboard':
      case 'generator':
        break
    }
    listenersOf(event)
      .filter((name) => name !== from)
      .forEach((name) => supervisors[name].tell(event))
    changed()
  }

  function advanceProgress(event: WorkerEvent): void {
    const { progress: next, moved } = progressAfter(progress, event)
    progress = next
    if (stopping !== null) return
    // What it was doing is of services that have moved.
    if (moved) endOnDemandWorkersInBackground()
    for (const name of pipelineWorkerNames) {
      const worker = supervisors[name]
      const { state } = worker.snapshot()
      if (!mayRun(progress, name)) {
        if (event.kind === 'milestone' && event.name === 'stopped' && state !== 'stopped') endInBackground(name)
      } else if (state === 'stopped') worker.start()
      else if (moved) worker.restart()
    }
  }

  /** The doctor's life follows the stack's. */
  function watch(phase: StackPhase): void {
    const worker = supervisors[watchingWorker]
    if (!isWatched(phase) || stopping !== null || closing !== null) {
      if (worker.isUp()) void worker.stop()
    } else if (worker.snapshot().state === 'stopped') worker.start()
  }

  /** @throws MarsadError lab_remote; not_running {service} while the stack is not up */
  function wakeOnDemandWorker(name: OnDemandWorker): Supervisor {
    const worker = supervisors[name]
    // Services that are not ours are never broken on purpose.
    if (name === 'lab' && effectiveSettings().stack.kind === 'remote') throw new MarsadError('lab_remote')
    if (stopping !== null || closing !== null || !mayRun(progress, name))
      throw new MarsadError('not_running', name === 'lab' ? {} : { service: name })
    if (!worker.isUp()) worker.start()
    restOnDemandWorker(name)
    return worker
  }

  /** Its process ends after a minute without work: at rest nobody should pay for it. */
  function restOnDemandWorker(name: OnDemandWorker): void {
    clearTimeout(restTimers.get(name))
    if (name === 'prover' ? proof?.job?.state === 'running' : (lab?.active ?? null) !== null) return
    restTimers.set(
      name,
      setTimeout(() => void supervisors[name].stop(), onDemandRestMs),
    )
  }

  /** Its process has ended: what it said is not how things are now. */
  function forgetWhatItTold(name: WorkerName): void {
    if (name === 'prover') forgetLostJob()
    if (name === watchingWorker) doctor = null
  }

  /** The process has ended: a job that it was at is lost with it. */
  function forgetLostJob(): void {
    if (proof?.job?.state !== 'running') return
    const failure = new MarsadError('worker_exited', { worker: 'prover' }).failure
    proof = { ...proof, job: { ...proof.job, state: 'failed', endedAt: now(), failure } }
    restOnDemandWorker('prover')
  }

  /** The services went without our asking (the stack worker ended them): the workers have nothing to work on. */
  function endInBackground(name: PipelineWorkerName): void {
    void supervisors[name].stop()
  }

  function forgetProgress(): void {
    progress = noProgress
    pipeline = null
    lab = null
    if (stopping === null) endOnDemandWorkersInBackground()
    if (stopping === null) pipelineWorkerNames.filter((name) => supervisors[name].isUp()).forEach(endInBackground)
  }

  /** What a start needs to know; secrets only where services are not ours. @throws MarsadError keychain_unavailable */
  async function startOrder(agreed: ProposedChanges | undefined): Promise<unknown> {
    const current = effectiveSettings()
    const { kind, remote } = current.stack
    const profile = kind === 'remote' ? remote.profile : null
    const needed = profile === null ? [] : secretsNeeded(profile)
    const inClear = profile === null ? [] : secretsInClear(profile)
    notices = notices.filter(({ failure }) => failure.code !== 'secret_in_clear')
    if (inClear.length > 0) addNotice(new MarsadError('secret_in_clear', { secrets: inClear.join(', ') }).failure)
    return { settings: current, secrets: await secrets.read(needed), agreed }
  }

  async function startStack(agreed?: ProposedChanges): Promise<void> {
    if (closing !== null) throw new MarsadError('not_running', {})
    if (stopping !== null) await stopping
    wanted = true
    // One that was given up gets a fresh budget when a person asks.
    if (!supervisors.stack.isUp()) supervisors.stack.start()
    await supervisors.stack.request('stack.start', await startOrder(agreed), requestLimitMs)
    // A worker given up gets a fresh budget as well.
    for (const name of pipelineWorkerNames) {
      if (supervisors[name].snapshot().state === 'failed' && mayRun(progress, name)) supervisors[name].start()
    }
  }

  /** @throws MarsadError stack_running: another kind of stack can be chosen only while none is up. */
  function refuseWhileUp(): void {
    const { phase } = snapshot().stack
    if (phase !== 'stopped' && phase !== 'partial' && phase !== 'failed') throw new MarsadError('stack_running', {})
  }

  /** Whether the services outlive this console: nobody else's are ended, and containers stay where a person wants it so. */
  function servicesStay(): boolean {
    const { kind, docker } = effectiveSettings().stack
    return kind === 'remote' || (kind === 'docker' && docker.keepRunning)
  }

  /** @param services `stay`: only the workers end. */
  function stopStack(services: 'end' | 'stay' = 'end'): Promise<void> {
    wanted = false
    stopping ??= stopInOrder(services).finally(() => {
      stopping = null
      stoppingSince = null
      changed()
    })
    return stopping
  }

  function endOnDemandWorker(name: OnDemandWorker): Promise<void> {
    clearTimeout(restTimers.get(name))
    return supervisors[name].stop()
  }

  function endOnDemandWorkersInBackground(): void {
    onDemandWorkers.filter((name) => supervisors[name].isUp()).forEach((name) => void endOnDemandWorker(name))
  }

  async function stopInOrder(services: 'end' | 'stay'): Promise<void> {
    stoppingSince = now()
    changed()
    // First of all: a fault that stands is taken back while everything that it needs is there.
    await endOnDemandWorker('lab')
    // What it would find now is what was asked for.
    await Promise.all([supervisors[watchingWorker].stop(), endOnDemandWorker('prover')])
    // Traffic first, then those who carry it on, the observer last: people see the numbers settle.
    await supervisors.generator.stop()
    await Promise.all([supervisors.enricher.stop(), supervisors.leaderboard.stop()])
    await supervisors.observer.stop()
    if (services === 'stay' || !supervisors.stack.isUp()) return
    if (reported?.phase === 'stopped') return
    await askStackToStop()
    await stackStopped()
  }

  /** A stack worker that hears nothing is busy for good: another one takes its place, finds what still runs and ends that. */
  async function askStackToStop(): Promise<void> {
    try {
      await supervisors.stack.request('stack.stop', {}, stackHearLimitMs)
    } catch (thrown) {
      if (toFailure(thrown).code !== 'service_timeout') throw thrown
      log('stack', 'warn', `the stack worker did not answer within ${stackHearLimitMs} ms and is replaced`)
      await supervisors.stack.stop()
      supervisors.stack.start()
      await supervisors.stack.request('stack.stop', {}, requestLimitMs)
    }
  }

  /** Resolves when the stack worker reports that all services have ended; also when that worker is lost for good. */
  function stackStopped(): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        phaseWaiters.delete(check)
        reject(new MarsadError('service_timeout', { service: 'stack', seconds: stackStopLimitMs / 1000 }))
      }, stackStopLimitMs)
      const check = (): void => {
        const worker = supervisors.stack.snapshot().state
        if (reported?.phase !== 'stopped' && worker !== 'stopped' && worker !== 'failed') return
        clearTimeout(limit)
        phaseWaiters.delete(check)
        resolve()
      }
      phaseWaiters.add(check)
      check()
    })
  }

  async function closeAll(): Promise<void> {
    try {
      // Containers that run although nobody has started them here are not ours to end.
      const theirs = reported?.kind === 'docker' && reported.phase === 'partial'
      await stopStack(theirs || servicesStay() ? 'stay' : 'end')
    } finally {
      await supervisors.stack.stop()
      pacer.close()
      consolePacer.close()
    }
  }

  function bundle(): Promise<Bundle> {
    const connector = internalRequests['connector.read']
    return collectBundle({
      dataFolder: paths.data,
      appVersion: options.appVersion,
      environment: process.env,
      home: homedir(),
      secretsOf: () => secrets,
      now: now(),
      live: {
        snapshot: snapshot(),
        endpoints: progress.endpoints,
        look: async () => {
          const looked = await supervisors[watchingWorker].request('doctor.look', {}, bundleLimitMs)
          return parseOutput('doctor.look', looked).snapshot
        },
        connector: async () =>
          connector.output.parse(await supervisors[connector.owner].request('connector.read', {}, bundleLimitMs)),
      },
    })
  }

  function addNotice(failure: Failure): void {
    noticeCount += 1
    notices = [...notices, { id: `${failure.code}-${noticeCount}`, at: now(), failure }]
    changed()
  }

  /** Work that was accepted: its progress is in the snapshot, and what goes wrong becomes a notice. */
  function inBackground(what: string, work: Promise<void>): void {
    work.catch((thrown: unknown) => {
      log('stack', 'error', `${what}: ${describeCause(thrown)}`)
      addNotice(toFailure(thrown))
    })
  }

  const run = routeCommands({
    host: {
      'app.snapshot': snapshot,
      'settings.change': async (patch) => {
        const before = settings.current()
        const isSwitch = patch.stack !== undefined && patch.stack.kind !== before.stack.kind
        if (isSwitch) refuseWhileUp()
        const next = await settings.change(patch)
        const isRegrouped = next.clickhouseGroup !== before.clickhouseGroup
        if ((patch.stack !== undefined || isRegrouped) && supervisors.stack.isUp()) {
          await supervisors.stack.request('stack.configure', { settings: effectiveSettings() }, requestLimitMs)
        }
        if (isRegrouped) {
          supervisors[watchingWorker].tell({ kind: 'settings', settings: effectiveSettings() })
          // They read what the group has committed.
          for (const name of ['observer', 'prover'] as const) if (supervisors[name].isUp()) supervisors[name].restart()
        }
        const traffic = trafficOf(next)
        if (!isDeepStrictEqual(traffic, trafficOf(before)) && supervisors.generator.isUp()) {
          await supervisors.generator.request('generator.set', traffic, requestLimitMs)
        }
        changed()
        return next
      },
      'notice.dismiss': ({ id }) => {
        notices = notices.filter((notice) => notice.id !== id)
        changed()
        return null
      },
      'secrets.status': () => secretsStatus(secrets),
      'secrets.set': async ({ name, value }) => {
        if (value === null) await secrets.delete(name)
        else await secrets.set(name, value)
        return null
      },
      'stack.start': async ({ agreed }) => {
        await startStack(agreed)
        return null
      },
      'stack.stop': () => {
        inBackground('stop', stopStack())
        return null
      },
      'stack.restart': () => {
        inBackground(
          'restart',
          stopStack().then(() => startStack()),
        )
        return null
      },
      'worker.restart': ({ name }) => {
        const { phase } = snapshot().stack
        if (name === 'lab' && effectiveSettings().stack.kind === 'remote') throw new MarsadError('lab_remote')
        if (name === watchingWorker ? !isWatched(phase) : name !== 'stack' && !mayRun(progress, name))
          throw new MarsadError('not_running', {})
        supervisors[name].restart()
        return null
      },
      'logs.read': (query) => options.logRing.read(query),
      'file.choose': ({ purpose }) => {
        const open = options.openFile ?? null
        if (open === null) throw new MarsadError('bad_request', { name: 'file.choose' })
        return open(purpose)
      },
      'bundle.collect': bundle,
      'bundle.save': async () => {
        const choose = options.chooseFile ?? null
        if (choose === null) throw new MarsadError('bad_request', { name: 'bundle.save' })
        const path = await choose(bundleName(now()))
        // The dialog has asked already whether a file that is there may go.
        return path === null ? null : writeBundle(await bundle(), path, true)
      },
    },
    worker: (name, command, input, timeoutMs) =>
      (isOnDemand(name) ? wakeOnDemandWorker(name) : supervisors[name]).request(command, input, timeoutMs),
  })

  options.failures.forEach(addNotice)

  return {
    open: () => supervisors.stack.start(),
    run,
    command: async <N extends CommandName>(name: N, input: CommandInput<N>) => {
      const result = await run(name, input)
      if (result.ok) return parseOutput(name, result.value)
      throw errorOf(result.failure)
    },
    request: (worker, name, input) => supervisors[worker].request(name, input, requestLimitMs),
    snapshot,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    addNotice,
    stopStack,
    close: () => (closing ??= closeAll()),
  }
}
