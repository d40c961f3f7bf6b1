/** The fault lab as a whole: puts one fault in at a time, sees when the doctor names it, takes it back whatever happens, and has all stores compared. */
import { join } from 'node:path'
import { z } from 'zod'
import { commands } from '../../contract/commands'
import type { DoctorSnapshot } from '../../contract/doctor'
import { describeCause, MarsadError, toFailure } from '../../contract/errors'
import {
  faultOutcomeSchema,
  shownOutcomes,
  type ActiveFault,
  type FaultOutcome,
  type LabSnapshot,
} from '../../contract/lab'
import type { ServiceName, StackSnapshot, WorkerName } from '../../contract/snapshot'
import { trafficOf } from '../../contract/settings'
import type { WorkerEvent } from '../../contract/workers'
import { hideSecrets } from '../runtime/hideSecrets'
import { keptFile } from '../runtime/keptFile'
import { identify } from '../../common/process/identity'
import { handler, type RunningWorker, type WorkerContext } from '../runtime/worker'
import { faults } from './faults'
import type { Fault } from './fault'
import { isRecovered, namingFinding } from './naming'
import { offer, say } from './offer'
import { openLabServices } from './services'
import type { LabTools } from './tools'
import { undo, undoSchema, type Undo } from './undo'
import { createBell } from './bell'

/** A fault that nobody heals is healed after this, one that passes by itself after the shorter time, in milliseconds. */
const standsMs = 5 * 60_000
const passesMs = 45_000
/** How long the pipeline may take to be well again before the stores are compared all the same. */
const recoverMs = 3 * 60_000
const fixIsNamedMs = 60_000
/** How long a comparison waits for hops that lag. */
const reconcileWaitMs = 120_000
const leastTraffic = 20

const keptSchema = z.object({ undo: z.array(undoSchema), outcomes: z.array(faultOutcomeSchema) })
const theTraffic = ({ kind }: Undo): boolean => kind === 'traffic_off'
const theFault = (step: Undo): boolean => !theTraffic(step)
const everything = (): boolean => true
const highestId = z.tuple([z.object({ id: z.coerce.number() })])

/** One fault from its injection to its outcome. */
interface Run {
  readonly fault: Fault
  readonly before: ReadonlySet<string>
  readonly firstId: number
  readonly heal: AbortController
  readonly beside: Promise<void>[]
  shown: ActiveFault
  /** When its effect began, by a clock that does not jump. */
  began: number
}

export async function startLab(context: WorkerContext): Promise<RunningWorker> {
  const { config, signal } = context
  const { endpoints, paths, settings } = config
  if (settings.stack.kind === 'remote') throw new MarsadError('lab_remote')
  if (endpoints === null) throw new MarsadError('not_running')
  const log = context.log.bind(context)
  const now = Date.now
  const services = openLabServices(endpoints, log)
  const file = keptFile(join(paths.data, 'lab', 'state.json'), keptSchema, (text) => log('warn', text))
  const offered = faults.map((fault) => offer(fault, settings.stack.kind, process.platform))
  const bell = createBell()

  let stack: StackSnapshot | null = null
  let seen: Extract<WorkerEvent, { kind: 'console' }> | null = null
  let doctor: DoctorSnapshot | null = null
  let endedJob: number | null = null
  let run: Run | null = null
  let finishing: Promise<void> = Promise.resolve()
  const kept = await file.read()
  let outcomes: readonly FaultOutcome[] = kept?.outcomes ?? []
  let undos: readonly Undo[] = kept?.undo ?? []

  const snapshot = (): LabSnapshot => ({ faults: offered, active: run?.shown ?? null, outcomes: [...outcomes] })
  const tell = (): void => context.emit({ kind: 'lab', snapshot: snapshot() })
  const keep = (): Promise<void> => file.write({ undo: [...undos], outcomes: [...outcomes] })
  const show = (current: Run, change: Partial<ActiveFault>): void => {
    current.shown = { ...current.shown, ...change }
    tell()
  }
  const hidden = (thrown: unknown): unknown =>
    thrown instanceof MarsadError ? thrown : hideSecrets(thrown, services.endpoints)

  /** Resolves when an event has made it true, or false when the time is up or the worker ends. */
  const until = (holds: () => boolean, limitMs: number, ends: AbortSignal = signal): Promise<boolean> =>
    bell.until(holds, limitMs, ends)

  const pidOf = (name: ServiceName | WorkerName): number => {
    const parts = [...(stack?.services ?? []), ...(seen?.workers ?? [])]
    const pid = parts.find((part) => part.name === name && part.state === 'running')?.pid ?? null
    if (pid === null) throw new MarsadError('not_running', { service: name })
    return pid
  }
  const tools = (ends: AbortSignal): LabTools => ({
    services,
    ask: context.ask.bind(context),
    pidOf,
    named: (finding) => until(() => doctor?.findings.some(({ id }) => id === finding) === true, fixIsNamedMs, ends),
    signal: ends,
  })

  /** Takes back what is written down, the latest first. What fails stays written down. @returns what failed, or null */
  const takeBack = async (wanted: (step: Undo) => boolean): Promise<unknown> => {
    let failed: unknown = null
    // A new signal: that of a worker that ends has aborted already, and this is what must still be done.
    const ends = new AbortController()
    for (const step of undos.filter(wanted).toReversed()) {
      try {
        await undo(step, tools(ends.signal))
        undos = undos.filter((other) => other !== step)
        await keep()
      } catch (thrown) {
        failed ??= hidden(thrown)
        log('warn', `the fault could not be taken back (${step.kind}): ${describeCause(hidden(thrown))}`)
      }
    }
    return failed
  }

  const highest = async (): Promise<number> => {
    const { rows } = await services.pool.query('SELECT coalesce(max(id), 0) AS id FROM public.engagement_events')
    return highestId.parse(rows)[0].id
  }

  /** Traffic makes a fault visible: turned on where it is off, and off again when it is healed. */
  const needTraffic = async (): Promise<void> => {
    const { pipeline, workers } = await context.ask('app.snapshot', {})
    const wanted = trafficOf(settings)
    const flows = pipeline?.generator.state === 'known' ? pipeline.generator.value.running : wanted.enabled
    if (flows) return
    const pid = workers.find(({ name }) => name === 'generator')?.pid ?? null
    // Windows does not tell when a process started.
    const generator = pid === null || process.platform === 'win32' ? null : identify(pid)
    undos = [...undos, { kind: 'traffic_off', eventsPerSecond: wanted.eventsPerSecond, generator }]
    await keep()
    const eventsPerSecond = Math.max(leastTraffic, wanted.eventsPerSecond)
    await context.ask('generator.set', { enabled: true, eventsPerSecond })
  }

  const lookForName = (current: Run): void => {
    if (current.shown.named !== null || current.shown.injectedAt === null || doctor === null) return
    if (current.shown.stage !== 'stand') return
    const finding = namingFinding(doctor.findings, current.before, current.fault.rules)
    if (finding === null) return
    const named = {
      finding: finding.id,
      sentence: finding.sentence,
      afterMs: Math.round(performance.now() - current.began),
    }
    show(current, { named })
  }

  /** @throws MarsadError fault_unknown, fault_unavailable, fault_stands, not_running, or why it could not be put in (then it is taken back) */
  const inject = async (id: string): Promise<number> => {
    const fault = faults.find((each) => each.id === id)
    if (fault === undefined) throw new MarsadError('fault_unknown', { fault: id })
    if (offered.find((each) => each.id === id)?.unavailable !== null)
      throw new MarsadError('fault_unavailable', { fault: id })
    if (run !== null) throw new MarsadError('fault_stands', { fault: run.fault.id })
    const shown: ActiveFault = {
      startedAt: now(),
      fault: id,
      title: say(fault.words.title),
      stage: 'inject',
      injectedAt: null,
      named: null,
      healsAt: null,
      healedAt: null,
    }
    // Taken at once: a second order that arrives meanwhile is refused.
    const current: Run = {
      fault,
      before: new Set((doctor?.findings ?? []).map((finding) => finding.id)),
      firstId: 0,
      heal: new AbortController(),
      beside: [],
      shown,
      began: performance.now(),
    }
    run = current
    tell()
    try {
      await finishing
      doctor = (await context.ask('doctor.look', {})).snapshot
      const before = new Set(doctor.findings.map((finding) => finding.id))
      const started: Run = { ...current, before, firstId: (await highest()) + 1 }
      run = started
      await needTraffic()
      started.began = performance.now()
      await fault.inject({
        ...tools(started.heal.signal),
        remember: async (step) => {
          undos = [...undos, step]
          await keep()
        },
        during: (work) => started.beside.push(work(started.heal.signal)),
      })
      const stands = fault.passes ? passesMs : standsMs
      show(started, { stage: 'stand', injectedAt: now(), healsAt: now() + stands })
      log('warn', `fault lab: ${id} is in`)
      finishing = finish(started, stands)
      return shown.startedAt
    } catch (thrown) {
      const told = hidden(thrown)
      current.heal.abort()
      await Promise.all(current.beside)
      await takeBack(everything)
      await conclude(run, { reconciliation: null, recoveredMs: null, failure: toFailure(told) })
      throw told
    }
  }

  const conclude = async (
    { shown }: Run,
    found: Pick<FaultOutcome, 'reconciliation' | 'recoveredMs' | 'failure'>,
  ): Promise<void> => {
    const { startedAt, fault, title, injectedAt, named, healedAt } = shown
    const outcome = { startedAt, fault, title, injectedAt, named, healedAt, ...found }
    outcomes = [outcome, ...outcomes].slice(0, shownOutcomes)
    run = null
    tell()
    bell.ring()
    await keep()
  }

  /** From a fault that stands to its outcome. Never rejects: what fails is part of the outcome. */
  const finish = async (current: Run, standMs: number): Promise<void> => {
    lookForName(current)
    const over = (): boolean => current.heal.signal.aborted || (current.fault.passes && current.shown.named !== null)
    await until(over, standMs)
    show(current, { stage: 'heal', healsAt: null })
    current.heal.abort()
    let recoveredMs: number | null = null
    let reconciliation: FaultOutcome['reconciliation'] = null
    let failed: unknown = null
    try {
      await Promise.all(current.beside)
      failed = await takeBack(theFault)
      try {
        if (failed === null) {
          show(current, { stage: 'recover', healedAt: now() })
          bell.ring()
          log('info', `fault lab: ${current.fault.id} is healed`)
          const began = performance.now()
          if (await recovered(current)) recoveredMs = Math.round(performance.now() - began)
        }
      } finally {
        // Traffic flows until all is well: a fault that is over at once would leave next to nothing to compare.
        failed = (await takeBack(theTraffic)) ?? failed
      }
      if (failed === null && !signal.aborted) {
        show(current, { stage: 'reconcile' })
        reconciliation = await reconcile(current.firstId)
      }
    } catch (thrown) {
      failed = hidden(thrown)
    }
    const failure = failed === null ? null : toFailure(failed)
    if (failure !== null) log('warn', `fault lab: ${current.fault.id}: ${failure.cause ?? failure.code}`)
    try {
      await conclude(current, { recoveredMs, reconciliation, failure })
    } catch (thrown) {
      log('error', `fault lab: the outcome could not be kept: ${describeCause(thrown)}`)
    }
  }

  const recovered = async (current: Run): Promise<boolean> => {
    const isWell = (): boolean =>
      doctor !== null &&
      isRecovered(doctor.findings, current.before) &&
      seen?.workers.every(({ state }) => state === 'running') === true
    const limit = performance.now() + recoverMs
    while (!signal.aborted && performance.now() < limit) {
      // The last word is one of now: what the doctor told before may be older than the healing.
      doctor = (await context.ask('doctor.look', {})).snapshot
      if (isWell()) return true
      await until(isWell, limit - performance.now())
    }
    return false
  }

  /** All events written from the fault on; null where there were none. @throws MarsadError what the comparison failed with */
  const reconcile = async (first: number): Promise<FaultOutcome['reconciliation']> => {
    const last = await highest()
    if (last < first) return null
    endedJob = null
    const { job } = await context.ask('reconcile.start', { span: { by: 'ids', first, last }, waitMs: reconcileWaitMs })
    if (!(await until(() => endedJob === job, reconcileWaitMs + recoverMs))) return null
    const { result } = await context.ask('reconcile.result', {})
    if (result === null) return null
    const { totals, stores } = result
    return { events: stores.postgres.count, lost: totals.lost, doubled: totals.doubled }
  }

  /** @throws MarsadError fault_absent, or why it could not be taken back */
  const heal = async (id: string): Promise<number> => {
    const current = run
    if (current === null || current.fault.id !== id || current.shown.stage === 'inject')
      throw new MarsadError('fault_absent', { fault: id })
    current.heal.abort()
    bell.ring()
    // Not this worker's signal: when it ends, healing is waited for all the same.
    const ended = new AbortController()
    await until(() => current.shown.healedAt !== null || run !== current, standsMs, ended.signal)
    const outcome = outcomes.find(({ startedAt }) => startedAt === current.shown.startedAt)
    if (current.shown.healedAt === null && outcome !== undefined && outcome.failure !== null)
      throw new MarsadError(outcome.failure.code, outcome.failure.details, outcome.failure.cause ?? undefined)
    return current.shown.startedAt
  }

  // A former process of the lab ended without taking its fault back.
  if (undos.length > 0) {
    log('warn', 'fault lab: takes back what its former process left')
    finishing = takeBack(everything).then(() => undefined)
  }
  tell()

  return {
    handlers: {
      'lab.list': handler(commands['lab.list'].input, () => Promise.resolve(snapshot())),
      'lab.inject': handler(commands['lab.inject'].input, async ({ fault }) => ({
        startedAt: await inject(fault),
      })),
      'lab.heal': handler(commands['lab.heal'].input, async ({ fault }) => ({
        startedAt: await heal(fault),
      })),
    },
    onEvent: (event) => {
      if (event.kind === 'stack') stack = event.snapshot
      else if (event.kind === 'console') seen = event
      else if (event.kind === 'doctor') doctor = event.snapshot
      else if (event.kind === 'proof') {
        const job = event.snapshot.job ?? null
        if (job !== null && job.state !== 'running') endedJob = job.id
      } else return
      if (run !== null) lookForName(run)
      bell.ring()
    },
    close: async () => {
      run?.heal.abort()
      bell.ring()
      await finishing
      await services.close()
    },
  }
}
