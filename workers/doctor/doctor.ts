/** The doctor as a whole: what it reads, what it finds, and the fixes it is asked for. */
import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { commands } from '../../contract/commands'
import { canUndo, shownActions, type Action, type DoctorSnapshot, type Finding } from '../../contract/doctor'
import { describeCause, MarsadError, toFailure } from '../../contract/errors'
import type { ServiceName, StackSnapshot } from '../../contract/snapshot'
import { connectorName } from '../../contract/pipeline'
import { internalRequests, type Endpoints, type WorkerEvent } from '../../contract/workers'
import { connectRest } from '../clients/connect/connectRest'
import { hideSecrets } from '../runtime/hideSecrets'
import { needAgreement } from '../runtime/needAgreement'
import { pause } from '../../common/pause'
import { handler, type RunningWorker, type WorkerContext } from '../runtime/worker'
import { openActionLog } from './actionLog'
import { fixesOf, say } from './diagnose'
import type { Facts, TrendKey } from './facts'
import { createHistory } from './history'
import { lookAtClickhouse } from './probes/clickhouse'
import { lookAtConnect } from './probes/connect'
import { lookAtKafka } from './probes/kafka'
import { lookAtMachine } from './probes/machine'
import { lookAtPostgres } from './probes/postgres'
import { watchProcessors } from './probes/processors'
import { lookAtReaders } from './probes/readers'
import { lookAtRedis } from './probes/redis'
import { quietParts } from './quietParts'
import { startProbing, type Probing, type ProbingOptions } from './probing'
import type { FixTools } from './rule'
import { rules } from './rules'
import { openServices, type Services } from './services'
import { createStanding } from './standing'
import { figuresOf } from './trends'

/** Facts are judged this often, and at once when a probe fails or no longer does: at each reading was more often, and cost more than it told. */
const judgeEveryMs = 1_000
const machineEveryMs = 5_000
/** As often as services: what is silent for want of a turn is told as such from the first. */
const processorsEveryMs = 2_000
const serviceEveryMs = 2_000
/** Topics and group members change rarely, and asking for all of their settings costs the most. */
const kafkaEveryMs = 4_000
/** Asks about every consumer group of the brokers. */
const readersEveryMs = 20_000
/** Sums are recomputed for a few minutes of the leaderboard at a time; for one that its rows do not explain, the topic is read. */
const scoresEveryMs = 10_000
const scoresLimitMs = 8_000
/** A service that takes longer to answer does not answer. */
const lookLimitMs = 2_000
/** Whoever asks for a look waits so long at most: for all but a long adding up. */
const lookWaitMs = lookLimitMs + 500
const keptMs = 10 * 60_000
/** How long a fix may take to show unless it says otherwise, in milliseconds. */
const settleMs = 30_000
const againMs = 500

export function startDoctor(context: WorkerContext): RunningWorker {
  const { config, signal } = context
  const { paths } = config
  let { settings } = config
  const log = context.log.bind(context)
  const now = Date.now
  // Every probe waits on it; the warning of Node is meant for leaks.
  setMaxListeners(0, signal)
  const history = createHistory<TrendKey>(keptMs)
  const standing = createStanding(rules)
  const actionLog = openActionLog(join(paths.data, 'doctor', 'actions.jsonl'))

  let services: Services | null = null
  let stack: StackSnapshot | null = null
  let seen: Extract<WorkerEvent, { kind: 'console' }> | null = null
  let findings: readonly Finding[] = []
  let fixing: DoctorSnapshot['fixing'] = null
  let actions: readonly Action[] = actionLog.latest(shownActions)
  let told: unknown = null

  const open = (endpoints: Endpoints | null): void => {
    const former = services
    services =
      endpoints === null
        ? null
        : openServices(endpoints, paths, settings, (level, text) => log(level === 'warn' ? 'debug' : level, text))
    former
      ?.close()
      .catch((thrown: unknown) => log('debug', `a service was left without a farewell: ${describeCause(thrown)}`))
  }
  open(config.endpoints)

  const runs = (name: ServiceName) => (): boolean =>
    services !== null && stack?.services.find((service) => service.name === name)?.state === 'running'
  const probe = <T>(
    name: string,
    wanted: () => boolean,
    pace: Pick<ProbingOptions<T>, 'everyMs' | 'againMs' | 'limitMs'>,
    read: (services: Services, signal: AbortSignal) => Promise<T>,
  ): Probing<T> =>
    startProbing({
      name,
      wanted,
      ...pace,
      read: (limit) => {
        if (services === null) throw new MarsadError('not_running')
        return read(services, limit)
      },
      signal,
      log,
      onTurn: () => {
        // Whether a part that falls silent waits for a turn is known only from two looks at it.
        void processors.readNow(signal)
        judge()
      },
    })
  const servicePids = (): number[] =>
    stack?.kind === 'embedded' ? stack.services.flatMap(({ pid }) => (pid === null ? [] : [pid])) : []
  const ofMachine = { wanted: () => true, limitMs: lookLimitMs, signal, log, onTurn: () => judge() }
  const machine = startProbing({
    ...ofMachine,
    name: 'machine',
    everyMs: machineEveryMs,
    read: () => lookAtMachine(paths.data, servicePids()),
  })
  const ofServices = { everyMs: serviceEveryMs, limitMs: lookLimitMs }
  const probes = {
    postgres: probe('postgres', runs('postgres'), ofServices, lookAtPostgres),
    connect: probe('connect', runs('connect'), ofServices, lookAtConnect),
    kafka: probe('kafka', runs('kafka'), { ...ofServices, everyMs: kafkaEveryMs }, lookAtKafka),
    clickhouse: probe('clickhouse', runs('clickhouse'), ofServices, lookAtClickhouse),
    redis: probe('redis', runs('redis'), ofServices, (at) => lookAtRedis(at, now())),
    readers: probe(
      'readers',
      runs('kafka'),
      { ...ofServices, everyMs: readersEveryMs, againMs: readersEveryMs },
      lookAtReaders,
    ),
    scores: probe(
      'scores',
      () => runs('postgres')() && runs('kafka')() && runs('redis')(),
      { everyMs: scoresEveryMs, againMs: scoresEveryMs, limitMs: scoresLimitMs },
      (at, limit) => at.scores.look(at, now(), limit),
    ),
  }
  // Last: it asks what the others say.
  const lookAtProcessors = watchProcessors()
  const processors = startProbing({
    ...ofMachine,
    name: 'processors',
    everyMs: processorsEveryMs,
    read: () => Promise.resolve(lookAtProcessors(quietParts(look()))),
  })
  const all = [processors, machine, ...Object.values(probes)]

  const look = (): Facts => {
    const facts = {
      now: now(),
      settings,
      endpoints: services?.endpoints ?? null,
      stack,
      workers: seen?.workers ?? [],
      pipeline: seen?.pipeline ?? null,
      processors: processors.look(),
      machine: machine.look(),
      postgres: probes.postgres.look(),
      connect: probes.connect.look(),
      kafka: probes.kafka.look(),
      clickhouse: probes.clickhouse.look(),
      redis: probes.redis.look(),
      scores: probes.scores.look(),
      readers: probes.readers.look(),
    }
    return { ...facts, trend: history.trend.bind(history), recent: history.recent.bind(history) }
  }

  const snapshot = (): DoctorSnapshot => ({
    at: now(),
    rules: rules.length,
    findings: [...findings],
    fixing,
    actions: [...actions],
    probes: all.map(({ name, look: latest }) => {
      const { at, tookMs, reason } = latest()
      return { name, at, tookMs, reason }
    }),
  })
  /** Told when something has changed that a person would see; how long a probe took is none. */
  const tell = (): void => {
    const shown = [findings, fixing, actions]
    if (isDeepStrictEqual(shown, told)) return
    told = shown
    context.emit({ kind: 'doctor', snapshot: snapshot() })
  }
  function judge(): void {
    if (signal.aborted) return
    findings = standing.look(look(), settings.stack.kind !== 'remote')
    tell()
  }

  const timer = setInterval(() => {
    const facts = look()
    history.add(facts.now, figuresOf(facts))
    judge()
  }, judgeEveryMs)

  const lookNow = async (): Promise<void> => {
    const reading = Promise.all(all.map((each) => each.readNow(signal)))
    // Adding up may take longer than all else: who asks need not wait for it, and it is told when it is there.
    const enough = new AbortController()
    await Promise.race([reading, pause(lookWaitMs, enough.signal)])
    enough.abort()
    judge()
  }

  /** Whether something shows, looked for until it does or the time is up. */
  const isSeen = async (shows: () => boolean, limitMs: number): Promise<boolean> => {
    const until = performance.now() + limitMs
    for (;;) {
      await lookNow()
      if (shows()) return true
      if (performance.now() >= until || signal.aborted) return false
      await pause(againMs, signal)
    }
  }

  interface Deed extends Pick<Action, 'finding' | 'rule' | 'fix' | 'sentence' | 'summary' | 'undoes'> {
    /** @returns how it is taken back */
    readonly run: (tools: FixTools) => Promise<Action['undo']>
    /** Whether it has worked, by the latest look. */
    readonly shows: () => boolean
    readonly limitMs: number
  }

  /** Does what is asked, looks whether it has worked, and writes both to the log. */
  const perform = async (used: Services, { run, shows, limitMs, ...told }: Deed): Promise<Action> => {
    const startedAt = now()
    const began = performance.now()
    const stage = { finding: told.finding, fix: told.fix, startedAt }
    let outcome: Action['outcome'] = 'failed'
    let failure: Action['failure'] = null
    let undo: Action['undo'] = null
    try {
      fixing = { ...stage, stage: 'run' }
      tell()
      undo = await run({ facts: look(), services: used, ask: context.ask.bind(context), signal })
      fixing = { ...stage, stage: 'verify' }
      tell()
      outcome = (await isSeen(shows, limitMs)) ? 'verified' : 'unverified'
    } catch (thrown) {
      failure = toFailure(thrown instanceof MarsadError ? thrown : hideSecrets(thrown, used.endpoints))
      const what = told.undoes === null ? 'the fix' : 'taking back the fix'
      log('warn', `${what} ${told.fix} of ${told.finding} failed: ${failure.cause ?? failure.code}`)
    }
    fixing = null
    const action = { ...told, at: startedAt, tookMs: Math.round(performance.now() - began), outcome, failure, undo }
    await actionLog.add(action)
    actions = [action, ...actions].slice(0, shownActions)
    judge()
    return action
  }

  /** @throws MarsadError bad_request {name} when it does not stand or offers no such fix; job_running while another fix is under way; agreement_needed. */
  const fix = async (id: string, wanted: string, agreed: boolean): Promise<Action> => {
    needAgreement(settings, agreed)
    if (fixing !== null) throw new MarsadError('job_running', { job: 'fix' })
    const candidate = standing.candidate(id)
    const finding = findings.find((each) => each.id === id)
    const [, chosen] = candidate === null ? [] : (fixesOf(candidate).find(([name]) => name === wanted) ?? [])
    const offered = finding?.fixes.find((each) => each.id === wanted)
    if (
      services === null ||
      candidate === null ||
      finding === undefined ||
      chosen === undefined ||
      offered === undefined
    )
      throw new MarsadError('bad_request', { name: `${id} ${wanted}` })
    const { rule, found } = candidate
    return perform(services, {
      finding: id,
      rule: rule.id,
      fix: wanted,
      sentence: finding.sentence,
      summary: offered.summary,
      undoes: null,
      run: async (tools) => {
        const kept = (await chosen.undo?.keep(tools, found)) ?? null
        await chosen.run(tools, found)
        const words = rule.words.fixes[wanted]?.undo
        return kept === null || words === undefined ? null : { summary: say(words, kept), kept: { ...kept } }
      },
      shows: () => !findings.some((each) => each.id === id) && (chosen.works?.(look(), found) ?? true),
      limitMs: chosen.settleMs ?? settleMs,
    })
  }

  /** @throws MarsadError bad_request {name} where nothing is to be taken back; job_running, agreement_needed as {@link fix} does */
  const undo = async (at: number, agreed: boolean): Promise<Action> => {
    needAgreement(settings, agreed)
    if (fixing !== null) throw new MarsadError('job_running', { job: 'fix' })
    const action = actions.find((each) => each.at === at && canUndo(each, actions))
    const taken = action?.undo ?? null
    const chosen = rules.find(({ id }) => id === action?.rule)?.fixes[action?.fix ?? '']
    const put = chosen?.undo?.put
    if (services === null || action === undefined || taken === null || put === undefined)
      throw new MarsadError('bad_request', { name: String(at) })
    const { finding, rule, fix: name, sentence } = action
    return perform(services, {
      finding,
      rule,
      fix: name,
      sentence,
      summary: taken.summary,
      undoes: at,
      run: async (tools) => {
        await put(tools, taken.kept, finding.slice(rule.length + 1))
        return null
      },
      // It is as it was when what was found then is found again.
      shows: () => standing.stands(finding),
      limitMs: settleMs,
    })
  }

  /** @throws MarsadError as {@link fix} does */
  const fixAll = async (): Promise<Action[]> => {
    const tried = new Set<string>()
    const done: Action[] = []
    for (;;) {
      await lookNow()
      const id = standing.ids().find((each) => !tried.has(each))
      if (id === undefined) return done
      tried.add(id)
      const safe = findings.find((finding) => finding.id === id)?.fixes.find((offered) => offered.safe)
      if (safe !== undefined) done.push(await fix(id, safe.id, false))
    }
  }

  return {
    handlers: {
      'doctor.look': handler(commands['doctor.look'].input, async () => {
        const began = performance.now()
        await lookNow()
        return { snapshot: snapshot(), tookMs: Math.round(performance.now() - began) }
      }),
      'doctor.fix': handler(commands['doctor.fix'].input, ({ finding, fix: wanted, agreed }) =>
        fix(finding, wanted, agreed),
      ),
      'connector.read': handler(internalRequests['connector.read'].input, async () => {
        if (services === null) throw new MarsadError('not_running', { service: 'connect' })
        const rest = connectRest(
          services.endpoints.connect,
          AbortSignal.any([signal, AbortSignal.timeout(lookLimitMs)]),
        )
        return { config: await rest.config(connectorName), status: await rest.status(connectorName) }
      }),
      'doctor.fixAll': handler(commands['doctor.fixAll'].input, async () => ({ actions: await fixAll() })),
      'doctor.undo': handler(commands['doctor.undo'].input, ({ at, agreed }) => undo(at, agreed)),
    },
    onEvent: (event) => {
      // Figures come often: the next judging takes them.
      if (event.kind === 'console') {
        seen = event
        return
      }
      if (event.kind === 'stack') stack = event.snapshot
      else if (event.kind === 'settings') {
        settings = event.settings
        open(services?.endpoints ?? null)
      } else if (event.kind === 'endpoints' && !isDeepStrictEqual(event.endpoints, services?.endpoints))
        open(event.endpoints)
      else return
      judge()
    },
    close: async () => {
      clearInterval(timer)
      await Promise.all(all.map(({ running }) => running))
      await services?.close()
    },
  }
}
