/** The services as containers of a Docker engine, made from docker-compose.yml. */
import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorOf, describeCause, MarsadError, toFailure, type Failure } from '../../../contract/errors'
import { partAtRest } from '../../../contract/partAtRest'
import type { Settings } from '../../../contract/settings'
import {
  serviceNames,
  serviceNameSchema,
  type EngineSnapshot,
  type PreflightCheck,
  type ServiceName,
  type StepId,
} from '../../../contract/snapshot'
import type { Paths } from '../../../contract/workers'
import { pause } from '../../../common/pause'
import type { RunnerEvents, ServiceRunner, Start } from '../serviceRunner'
import { enabledServices } from './compose/enabledServices'
import type { ComposeProject, ComposeService } from './compose/project'
import { readProject } from './compose/readProject'
import { addressText } from './discovery/dockerAddress'
import { down } from './engine/down'
import type { EngineEvent } from './engine/engineWork'
import { restart } from './engine/restart'
import { stopAll } from './engine/stopAll'
import { up } from './engine/up'
import { engineName, openEngineSession, sourceText, type EngineSession } from './engineSession'
import type { Ending } from './live/ending'
import { openLive, type Live } from './live/openLive'
import { checkBeforeStart } from './preflight/checkBeforeStart'
import { eventText } from './eventText'
import { createLinePace } from './linePace'
import { projectEndpoints, shownAddress } from './projectEndpoints'
import { projectVolumes } from './projectVolumes'
import { pullNewer } from './pullNewer'
import { createPullTracker } from './pullTracker'
import { createServedSteps } from './servedSteps'

const steps: readonly StepId[] = [
  'preflight',
  'images',
  ...serviceNames,
  'prepare_postgres',
  'prepare_topics',
  'prepare_connector',
  'prepare_clickhouse',
  'workers',
  'canary',
]
/** While no engine is found, how long until it is looked for again, in milliseconds. */
const searchEveryMs = 5_000

/** More than anybody reads; what writes more waits in the engine. */
const linesPerSecond = 2_000
/** What an engine lost is found container by container; they are brought back together. */
const gatherMs = 500

/** An engine with the project that it is to run. */
interface Attached {
  readonly session: EngineSession
  readonly project: ComposeProject
  readonly services: readonly ComposeService[]
  readonly live: Live
}

export function createDockerRunner(
  { paths }: { readonly paths: Paths },
  first: Settings,
  events: RunnerEvents,
): ServiceRunner {
  const since = Date.now()
  let settings = first
  let attached: Attached | null = null
  /** Why there is no engine, or no project. */
  let absence: Failure | null = null
  let preflight: readonly PreflightCheck[] = []
  let volumes: readonly string[] = []
  const faults = new Map<ServiceName, Failure>()
  const life = new AbortController()
  /** Between a start and a stop: then what an engine loses is brought back. */
  let isStarted = false
  /** Services that ended with their engine and are to come back. */
  const lostWithEngine = new Set<string>()
  /** Ends the search for an engine at rest: a start looks for itself. */
  let search = new AbortController()
  const pulls = createPullTracker(() => events.changed())
  let onEvent: (event: EngineEvent) => void = () => undefined

  const noteVolume = (name: string, state: 'created' | 'removed'): void => {
    const others = volumes.filter((other) => other !== name)
    volumes = state === 'created' ? [...others, name].sort() : others
  }
  const detach = async (): Promise<void> => {
    const former = attached
    attached = null
    await former?.live.close()
    former?.session.close()
  }

  /** Finds the engine and reads the file anew. @throws MarsadError what is missing or wrong; the signal's reason. */
  const attach = async (signal: AbortSignal): Promise<Attached> => {
    try {
      const project = await readProject({
        file: settings.stack.docker.composeFile ?? (await shippedFile(paths)),
        environment: process.env,
        projectName: null,
      })
      const unset = project.unsetVariables
      if (unset.length > 0) events.log('stack', 'warn', `${project.file}: set nowhere, so empty: ${unset.join(', ')}`)
      const services = enabledServices(project, new Set(settings.stack.docker.tools ? ['tools'] : []))
      const session = await openEngineSession((event) => {
        pulls.take(event)
        onEvent(event)
        if (event.kind === 'volume') noteVolume(event.name, event.state)
        const text = eventText(event)
        if (text !== null) events.log('stack', 'info', text)
      }, signal)
      await detach()
      if (signal.aborted) {
        // Somebody else attaches meanwhile.
        session.close()
        signal.throwIfAborted()
      }
      const pace = createLinePace(linesPerSecond, Date.now)
      const live = openLive(session, project, {
        changed: () => events.changed(),
        ended: noteEnd,
        restarted: (name) => {
          events.log('stack', 'info', `${name} serves again`)
          events.restarted(name)
        },
        log: (source, level, text, at) => {
          const name = serviceNameSchema.safeParse(source)
          if (name.success) events.log(name.data, level, text, at)
          else events.log('stack', level, source === 'stack' ? text : `${source}: ${text}`, at)
          return pace()
        },
      })
      attached = { session, project, services, live }
      absence = null
      volumes = await projectVolumes(session.work.docker, project.name, signal)
      return attached
    } catch (thrown) {
      if (!signal.aborted) absence = toFailure(thrown)
      throw thrown
    } finally {
      events.changed()
    }
  }

  /** At rest a person sees whether there is an engine, and what of the stack runs on it already. */
  const searchAtRest = async (signal: AbortSignal): Promise<void> => {
    let told = ''
    for (;;) {
      try {
        await attach(signal)
        return
      } catch (thrown) {
        if (signal.aborted) return
        const { code, cause } = toFailure(thrown)
        if (code !== told) events.log('stack', 'info', `no Docker engine to be used yet: ${code} ${cause ?? ''}`)
        told = code
      }
      await pause(searchEveryMs, signal)
    }
  }
  const beginSearch = (): void => {
    search.abort()
    search = new AbortController()
    void searchAtRest(search.signal)
  }
  beginSearch()

  /** What went with its engine is brought back when that is; nobody else does (live/ending.ts). */
  const bringBack = async (): Promise<void> => {
    await pause(gatherMs, life.signal)
    const names = new Set(lostWithEngine)
    lostWithEngine.clear()
    if (!isStarted || attached === null) return
    const { session, project, services } = attached
    const lost = services.filter(({ name }) => names.has(name))
    try {
      await up(session.work, project, lost, life.signal)
      events.log('stack', 'info', `back after their engine: ${[...names].join(', ')}`)
    } catch (thrown) {
      if (!life.signal.aborted) events.log('stack', 'error', `lost with their engine: ${describeCause(thrown)}`)
    }
  }
  const noteEnd = (service: string, { kind, exitCode }: Ending): void => {
    events.log('stack', 'error', `${service} has ended unasked (${kind}, exit code ${exitCode})`)
    if (kind !== 'engine' || !isStarted) return
    if (lostWithEngine.size === 0) void bringBack()
    lostWithEngine.add(service)
  }

  const needed = (): Attached => {
    if (attached === null) throw new MarsadError('not_running', {})
    return attached
  }

  const part = (name: ServiceName) => {
    const address = attached === null ? null : shownAddress(attached.project, name, attached.session.candidate.address)
    const { host, port } = address ?? { host: '127.0.0.1', port: settings.ports[name] }
    const found = attached?.live.part(name) ?? partAtRest(host, port, since)
    return { ...found, host, port, version: found.container === null ? null : tagOf(found.container.image) }
  }

  const engineView = (): EngineSnapshot | null =>
    attached === null
      ? null
      : {
          name: engineName(attached.session.facts),
          address: addressText(attached.session.candidate.address),
          source: sourceText(attached.session.candidate),
          project: attached.project.name,
          composeFile: attached.project.file,
          volumes: [...volumes],
        }

  return {
    kind: 'docker',
    steps,
    owns: true,
    configure(next) {
      const isAnother = JSON.stringify(next.stack.docker) !== JSON.stringify(settings.stack.docker)
      settings = next
      // What runs goes on as it was started.
      if (!isAnother || isStarted) return
      search.abort()
      void detach().then(beginSearch)
    },
    view: () => ({
      services: serviceNames.map((name) => {
        const fault = faults.get(name)
        return { name, ...part(name), ...(fault === undefined ? {} : { failure: fault }) }
      }),
      extras: attached?.live.extras() ?? [],
      engine: engineView(),
      engineFailure: attached?.live.lost() ?? absence,
      preflight: [...preflight],
      pull: pulls.view(),
    }),
    serves: (name) => {
      const { state, failure } = part(name)
      return state === 'running' && failure === null && !faults.has(name)
    },
    runs: (name) => {
      const { state } = part(name)
      return state === 'running' || state === 'starting'
    },
    async open({ step, signal }) {
      search.abort()
      const { session, project, services } = await attach(signal)
      await step('preflight', async () => {
        preflight = await checkBeforeStart(session, project, services, signal)
        events.changed()
        const failure = preflight.flatMap((check) => (check.state === 'failed' ? check.failures : []))[0]
        if (failure !== undefined) throw errorOf(failure)
        return []
      })
      return projectEndpoints(project, session.candidate.address)
    },
    serve(start: Start) {
      const { session, project, services } = needed()
      isStarted = true
      const served = createServedSteps(start)
      onEvent = (event) => served.take(event)
      const run = async (): Promise<void> => {
        try {
          await up(session.work, project, services, start.signal)
          served.end()
        } catch (thrown) {
          served.fail(thrown)
        } finally {
          onEvent = () => undefined
          pulls.end()
        }
      }
      void run()
      return served.promises
    },
    gaveUp: (failure) => failure,
    async act(name, verb) {
      const { session, project, services } = needed()
      const only = new Set([name])
      switch (verb) {
        case 'start':
          await up(
            session.work,
            project,
            services.filter((service) => service.name === name),
            life.signal,
          )
          return
        case 'stop':
          await stopAll(session.work, project.name, project.services, only, life.signal)
          return
        case 'restart':
          await restart(session.work, project, services, only, life.signal)
      }
    },
    setFault(name, fault) {
      if ((faults.get(name) ?? null) === fault) return
      if (fault === null) faults.delete(name)
      else faults.set(name, fault)
      events.changed()
    },
    async stop(before) {
      isStarted = false
      // Its signal has aborted; once it has ended nothing more is made.
      await before
      if (attached === null) return
      const { session, project } = attached
      await stopAll(session.work, project.name, project.services, null, life.signal)
      faults.clear()
    },
    release() {
      life.abort()
      search.abort()
      return detach()
    },
    engine: {
      async check() {
        search.abort()
        const { session, project, services } = await attach(life.signal)
        preflight = await checkBeforeStart(session, project, services, life.signal)
        events.changed()
      },
      async remove(lost) {
        const { session, project } = needed()
        volumes = await projectVolumes(session.work.docker, project.name, life.signal)
        if (lost !== null && [...lost].sort().join() !== [...volumes].sort().join()) {
          throw new MarsadError('volumes_differ', { names: volumes.join(', ') })
        }
        await down(session.work, project.name, project.services, { volumes: lost !== null }, life.signal)
        events.changed()
      },
      async pull() {
        const { session, services } = needed()
        try {
          return await pullNewer(session.work, services, life.signal)
        } finally {
          pulls.end()
        }
      },
    },
  }
}

/** An image's tag, which tells its version; null where it has none, or only a digest. */
const tagOf = (image: string): string | null => /:([\w.-]+)$/.exec(image)?.[1] ?? null

/** The file that comes with Marsad; by its real path, since a link to its folder would give the project another name. */
const shippedFile = (paths: Paths): Promise<string> => realpath(join(dirname(paths.sql), 'docker-compose.yml'))
