/** The services as processes of this machine: adopted or started, watched, and ended by a guardian if we are gone. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describeCause, MarsadError } from '../../../contract/errors'
import type { Settings } from '../../../contract/settings'
import { serviceNames, type ServiceName, type StepId } from '../../../contract/snapshot'
import type { WorkerConfig } from '../../../contract/workers'
import { asFailure, dataFolderAt } from '../data/dataFolder'
import { hasRoom } from '../data/diskRoom'
import { openRegistry, type Registry } from '../data/registry'
import { readServicesFile } from '../data/servicesFile'
import { endGuardian, ensureGuardian } from '../guardian/ensureGuardian'
import { endLeftovers } from '../leftovers/endLeftovers'
import { storeHolders } from '../leftovers/storeHolders'
import { startFailure } from '../life/startFailure'
import { superviseService, type Supervisor } from '../life/superviseService'
import { openForServices, planStart } from '../planStart'
import { identify, isAlive } from '../../../common/process/identity'
import { createUsageSampler } from '../process/usage'
import type { RunnerEvents, ServiceRunner, Start } from '../serviceRunner'

const steps: readonly StepId[] = [
  'postgres',
  'kafka',
  'connect',
  'clickhouse',
  'redis',
  'prepare_postgres',
  'prepare_topics',
  'prepare_connector',
  'prepare_clickhouse',
  'workers',
  'canary',
]
const logEveryMs = 250
const lookEveryMs = 2_000
/** A guardian that has begun to end the services of an owner that is gone needs no longer than this, in milliseconds. */
const endingLimitMs = 60_000

const now = (): number => Date.now()

export function createEmbeddedRunner(
  config: Pick<WorkerConfig, 'paths' | 'ownerPid'>,
  first: Settings,
  events: RunnerEvents,
): ServiceRunner {
  const folder = dataFolderAt(config.paths.data)
  const servicesPath = join(folder.run, 'services.json')
  const guardianLog = join(folder.logs, 'guardian.log')
  const sampleUsage = createUsageSampler()
  let settings = first
  /** Null while nothing has been started. */
  let registry: Registry | null = null
  let isEnding = false

  const supervise = (name: ServiceName): Supervisor =>
    superviseService(
      name,
      {
        changed: () => events.changed(),
        restarted: () => events.restarted(name),
        log: (level, text, at) => events.log(name, level, text, at),
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

  /** Waits out a guardian that is ending what an owner before us left behind. */
  const waitForEnding = async (signal: AbortSignal): Promise<void> => {
    const until = now() + endingLimitMs
    for (;;) {
      const { ending, guardian } = readServicesFile(servicesPath)
      if (!ending || guardian === null || !isAlive(guardian) || now() > until) return
      await delay(100, undefined, { signal })
    }
  }

  /** Never rejects: on a full disk there is no guardian for a while, and the services must not fall for that. */
  const keepGuardian = async (entered: Registry): Promise<void> => {
    try {
      await ensureGuardian(entered, config.paths, servicesPath, guardianLog)
    } catch (thrown) {
      events.log('stack', 'error', `the guardian could not be started: ${describeCause(thrown)}`)
    }
  }

  /** A services.json that was lost or damaged names no server, but a second one on the same store would ruin it. */
  const endUnknownServers = async (entered: Registry): Promise<void> => {
    const known = Object.values(entered.read().services).map(({ process }) => process.pid)
    const unknown = storeHolders(folder).filter(({ server, process }) => server && !known.includes(process.pid))
    for (const { service, process } of unknown) {
      events.log(
        'stack',
        'warn',
        `${service} (pid ${process.pid}) runs on this data folder and no file names it: it is ended`,
      )
    }
    const [stuck] = await endLeftovers(unknown)
    if (stuck === undefined) return
    const why = new Error(`process ${stuck.process.pid} does not end, not even by SIGKILL`)
    throw new MarsadError('service_timeout', { service: stuck.service }, why)
  }

  const look = (): void => {
    const roots = serviceNames.map((name) => supervisors[name].process()?.pid ?? 0)
    const usages = sampleUsage(roots, now())
    serviceNames.forEach((name, index) => {
      supervisors[name].setUsage(usages[index]?.cpu ?? null, usages[index]?.memoryBytes ?? null)
    })
    for (const name of serviceNames) void supervisors[name].probe()
    if (registry !== null && !isEnding) void keepGuardian(registry)
    events.changed()
  }
  const timers = [
    setInterval(() => {
      for (const name of serviceNames) supervisors[name].pollLog()
    }, logEveryMs),
    setInterval(look, lookEveryMs),
  ]

  return {
    kind: 'embedded',
    steps,
    owns: true,
    engine: null,
    configure(next) {
      settings = next
    },
    view: () => ({
      services: serviceNames.map((name) => supervisors[name].snapshot(settings.ports[name])),
      extras: [],
      engine: null,
      engineFailure: null,
      preflight: [],
      pull: null,
    }),
    serves: (name) => supervisors[name].serves(),
    runs(name) {
      if (supervisors[name].process() !== null) return true
      // Left by a worker before us, of which this one knows nothing yet.
      const entry = registry === null ? readServicesFile(servicesPath).services[name] : undefined
      return entry !== undefined && isAlive(entry.process)
    },
    open: ({ signal }) =>
      asFailure(folder.root, async () => {
        const account = await openForServices(folder)
        await waitForEnding(signal)
        const opened = openRegistry(servicesPath, (level, text) => events.log('stack', level, text))
        registry = opened
        opened.change({ owner: identify(config.ownerPid), ending: false })
        await endUnknownServers(opened)
        await ensureGuardian(opened, config.paths, servicesPath, guardianLog)
        const doors = serviceNames.flatMap((name) => supervisors[name].doorPort() ?? [])
        const plan = await planStart(config.paths, settings, folder, opened, account, new Set(doors))
        signal.throwIfAborted()
        for (const name of serviceNames) {
          supervisors[name].assign(plan.assignments[name])
          const { taken, description } = plan.assignments[name]
          if (taken === null) continue
          const text = `port ${taken.wanted} of ${name} is taken by ${taken.owner}: it gets ${description.port} for now`
          events.log('stack', 'warn', text)
        }
        return plan.endpoints
      }),
    serve(start: Start) {
      supervisors.connect.hold('dependency_kafka')
      const serve = (name: ServiceName): Promise<void> =>
        start.step(name, async () => {
          await supervisors[name].start()
          return []
        })
      const kafka = serve('kafka')
      return {
        postgres: serve('postgres'),
        kafka,
        connect: kafka.then(() => serve('connect')),
        clickhouse: serve('clickhouse'),
        redis: serve('redis'),
      }
    },
    gaveUp(failure) {
      for (const name of serviceNames) supervisors[name].unhold()
      return startFailure(failure, { path: folder.root, hasRoom: hasRoom(folder.root) })
    },
    async act(name, verb) {
      if (verb !== 'start') await supervisors[name].stop()
      if (verb !== 'stop' && !isEnding) await supervisors[name].start()
    },
    setFault: (name, fault) => supervisors[name].setFault(fault),
    async stop(before) {
      isEnding = true
      try {
        const together = (names: readonly ServiceName[]): Promise<unknown> =>
          Promise.all(names.map((name) => supervisors[name].stop()))
        // What uses Kafka and Postgres goes first: a consumer leaves its group, a replication slot is let go.
        await together(['connect', 'clickhouse'])
        await together(['kafka', 'postgres', 'redis'])
        // It starts nothing more; only when it has ended is the registry ours alone.
        await before
        if (registry === null) return
        const left = serviceNames.filter((name) => supervisors[name].process() !== null)
        await endGuardian(registry)
        if (left.length > 0) events.log('stack', 'error', `still running: ${left.join(', ')}`)
        registry = null
      } finally {
        isEnding = false
      }
    },
    release() {
      for (const timer of timers) clearInterval(timer)
      for (const name of serviceNames) supervisors[name].release()
    },
  }
}
