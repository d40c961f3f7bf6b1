/** Services that somebody else runs: asked whether they answer, and used where they are. Nothing is started, ended or changed. */
import { errorOf, MarsadError, type Failure } from '../../../contract/errors'
import { partAtRest } from '../../../contract/partAtRest'
import type { RemoteProfile, Secrets } from '../../../contract/remote'
import type { Settings } from '../../../contract/settings'
import { serviceNames, type ServiceName, type ServiceSnapshot, type StepId } from '../../../contract/snapshot'
import type { Endpoints } from '../../../contract/workers'
import { readTextFile } from '../../../files/readTextFile'
import type { RunnerEvents, ServiceRunner, Start } from '../serviceRunner'
import { checkRemote, checkRemoteService, type RemoteAnswer } from './checkRemote'
import { remoteEndpoints } from './remoteEndpoints'
import { shownAddresses } from './shownAddresses'

const steps: readonly StepId[] = [
  ...serviceNames,
  'compare',
  'prepare_postgres',
  'prepare_topics',
  'prepare_connector',
  'prepare_clickhouse',
  'workers',
]
const probeEveryMs = 5_000

type Look = Pick<ServiceSnapshot, 'state' | 'since' | 'version' | 'failure' | 'waitingFor'>

export function createRemoteRunner(first: Settings, firstSecrets: Secrets, events: RunnerEvents): ServiceRunner {
  let settings = first
  let secrets = firstSecrets
  const atRest: Look = { state: 'stopped', since: Date.now(), version: null, failure: null, waitingFor: null }
  const looks = new Map<ServiceName, Look>()
  const faults = new Map<ServiceName, Failure>()
  /** Null until a start: before it nobody is asked. */
  let endpoints: Endpoints | null = null
  let run = new AbortController()
  let timer: NodeJS.Timeout | undefined

  const lookAt = (name: ServiceName): Look => looks.get(name) ?? atRest
  const become = (name: ServiceName, next: Omit<Look, 'since'>): void => {
    const before = lookAt(name)
    const since = before.state === next.state ? before.since : Date.now()
    looks.set(name, { ...next, since })
    events.changed()
  }
  const take = (name: ServiceName, answer: RemoteAnswer): void => {
    const wasLost = lookAt(name).state === 'failed'
    if (answer.state === 'failed') {
      become(name, { ...lookAt(name), state: 'failed', failure: answer.failure, waitingFor: null })
      return
    }
    become(name, { state: 'running', version: answer.version, failure: null, waitingFor: null })
    if (wasLost) events.restarted(name)
  }

  const probe = async (signal: AbortSignal): Promise<void> => {
    if (endpoints === null) return
    try {
      const answers = await checkRemote(endpoints, signal)
      for (const name of serviceNames) take(name, answers[name])
    } catch (thrown) {
      // It throws for the signal alone: a stop.
      if (!signal.aborted) throw thrown
    }
  }
  const probeAgain = (signal: AbortSignal): void => {
    timer = setTimeout(() => {
      void probe(signal).finally(() => {
        if (!signal.aborted) probeAgain(signal)
      })
    }, probeEveryMs)
  }
  const end = (): void => {
    run.abort()
    clearTimeout(timer)
    endpoints = null
    looks.clear()
    faults.clear()
    events.changed()
  }

  return {
    kind: 'remote',
    get steps() {
      return settings.stack.remote.prove ? [...steps, 'canary' as const] : steps
    },
    owns: false,
    engine: null,
    configure(next, nextSecrets) {
      settings = next
      secrets = nextSecrets
    },
    view: () => ({
      services: serviceNames.map((name) => {
        const { host, port } = shownAddresses(settings.stack.remote.profile)[name]
        const fault = faults.get(name)
        return {
          name,
          ...partAtRest(host, port, 0),
          ...lookAt(name),
          ...(fault === undefined ? {} : { failure: fault }),
        }
      }),
      extras: [],
      engine: null,
      engineFailure: null,
      preflight: [],
      pull: null,
    }),
    serves: (name) => lookAt(name).state === 'running' && !faults.has(name),
    // They run without us, but as far as the stack's life goes only once a start has asked for them.
    runs: (name) => endpoints !== null && lookAt(name).state === 'running',
    open({ signal }) {
      signal.throwIfAborted()
      end()
      run = new AbortController()
      endpoints = remoteEndpoints(profileOf(settings), secrets, (path) => readTextFile(path, 'follow'))
      return Promise.resolve(endpoints)
    },
    serve({ step, signal }: Start) {
      const at = endpoints
      const serve = (name: ServiceName): Promise<void> =>
        step(name, async () => {
          if (at === null) throw new MarsadError('not_running', {})
          become(name, { state: 'starting', version: null, failure: null, waitingFor: 'answer' })
          const answer = await checkRemoteService(at, name, signal)
          take(name, answer)
          if (answer.state === 'failed') throw errorOf(answer.failure)
          return []
        })
      probeAgain(run.signal)
      return {
        postgres: serve('postgres'),
        kafka: serve('kafka'),
        connect: serve('connect'),
        clickhouse: serve('clickhouse'),
        redis: serve('redis'),
      }
    },
    gaveUp: (failure) => failure,
    act: () => Promise.reject(new MarsadError('remote_service', {})),
    setFault(name, fault) {
      if ((faults.get(name) ?? null) === fault) return
      if (fault === null) faults.delete(name)
      else faults.set(name, fault)
      events.changed()
    },
    async stop(before) {
      await before
      end()
    },
    release: end,
  }
}

function profileOf({ stack }: Settings): RemoteProfile {
  if (stack.remote.profile === null) throw new MarsadError('remote_missing', {})
  return stack.remote.profile
}
