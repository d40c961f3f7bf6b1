/** What the console shows of a service in a container. */
import { MarsadError, type Failure } from '../../../../contract/errors'
import { partAtRest } from '../../../../contract/partAtRest'
import type { ServiceSnapshot, ServiceState, Wait } from '../../../../contract/snapshot'
import { exitFailure, unhealthyFailure } from '../engine/containerFailure'
import { takenPort } from '../engine/engineFailure'
import type { Ending } from './ending'
import type { Usage } from './usage'
import type { WatchedContainer } from './watchedContainer'

/** Where it answers, and in which version, is for others to say: host, port and version are those of nobody. */
export type LivePart = Omit<ServiceSnapshot, 'name'>

export interface PartContext {
  /** Null until it was measured. */
  readonly usage: Usage | null
  /** It has done its work when it has ended well; others wait for that. */
  readonly runsOnce: boolean
  /** Why the engine does not answer, while it does not. */
  readonly lost: Failure | null
  /** See {@link shellCommand}. */
  readonly shell: string | null
  readonly now: number
}

/** Beyond the grace period, for what the engine itself takes to end a container, in milliseconds. */
const endSlackMs = 10_000

interface Look {
  readonly state: ServiceState
  readonly since: number
  readonly waitingFor?: Wait
  readonly failure?: Failure | null
  readonly lastLog?: readonly string[]
}

export function livePart(container: WatchedContainer, context: PartContext): LivePart {
  const { lost, usage } = context
  const look = lookOf(container, context)
  const isMeasured = (look.state === 'running' || look.state === 'starting') && lost === null
  const { startedAt, healthyAt } = container
  return {
    ...partAtRest('', 0, look.since),
    state: look.state,
    waitingFor: look.waitingFor ?? null,
    startMs: healthyAt === null || startedAt === 0 ? null : Math.max(0, healthyAt - startedAt),
    restarts: container.restarts,
    // The engine counts since somebody started it, and does not say when.
    recentRestarts: container.restarts,
    failure: look.failure ?? (look.state === 'stopped' ? null : lost),
    lastLog: [...(look.lastLog ?? [])],
    cpu: isMeasured ? (usage?.cpu ?? null) : null,
    memoryBytes: isMeasured ? (usage?.memoryBytes ?? null) : null,
    memoryLimitBytes: container.memoryLimitBytes,
    network: isMeasured ? (usage?.network ?? null) : null,
    disk: isMeasured ? (usage?.disk ?? null) : null,
    container: { id: container.id, name: container.name, image: container.image },
    shell: look.state === 'running' || look.state === 'starting' ? context.shell : null,
  }
}

function lookOf(container: WatchedContainer, { runsOnce, now }: PartContext): Look {
  const { service, state, startedAt, finishedAt, ending, stoppingSince, endFacts } = container
  switch (state) {
    case 'created': {
      if (endFacts.reason === '') return { state: 'stopped', since: startedAt }
      return { state: 'failed', since: startedAt, failure: startFailure(service, endFacts.reason) }
    }
    case 'running': {
      const isStopping = stoppingSince !== null && now - stoppingSince < endFacts.stopGraceMs + endSlackMs
      return isStopping ? { state: 'stopping', since: stoppingSince } : runningLook(container)
    }
    case 'paused':
      return { state: 'running', since: startedAt, failure: new MarsadError('container_paused', { service }).failure }
    case 'restarting':
      return {
        state: 'backoff',
        since: finishedAt,
        waitingFor: 'restart_delay',
        failure: ending === null ? null : failureOf(service, ending),
        lastLog: ending?.lines ?? [],
      }
    case 'removing':
      return { state: 'stopping', since: finishedAt }
    case 'exited':
    case 'dead': {
      const isWell = ending === null || ending.kind === 'stopped' || (runsOnce && ending.exitCode === 0)
      if (isWell) return { state: 'stopped', since: finishedAt }
      return { state: 'failed', since: finishedAt, failure: failureOf(service, ending), lastLog: ending.lines }
    }
  }
}

function runningLook(container: WatchedContainer): Look {
  const { service, health, startedAt, healthyAt, ending, lines } = container
  switch (health) {
    case 'starting': {
      // It came back so quickly that nobody has seen why it ended.
      const remains = container.restarts > 0 && ending !== null && isFault(ending) ? ending : null
      return {
        state: 'starting',
        since: startedAt,
        waitingFor: 'health',
        failure: remains === null ? null : failureOf(service, remains),
        lastLog: remains?.lines ?? [],
      }
    }
    case 'unhealthy': {
      const failure = new MarsadError(...unhealthyFailure(service, container.healthOutput, lines)).failure
      return { state: 'running', since: startedAt, failure, lastLog: lines }
    }
    default:
      return { state: 'running', since: healthyAt ?? startedAt }
  }
}

/** Whether nobody wanted a container to end. */
export const isFault = ({ kind }: Ending): boolean => kind !== 'stopped'

function failureOf(service: string, ending: Ending): Failure {
  return ending.reason === ''
    ? new MarsadError(...exitFailure(service, ending)).failure
    : startFailure(service, ending.reason)
}

/** One that the engine could not start. @param reason its words. */
function startFailure(service: string, reason: string): Failure {
  const port = takenPort(reason)
  if (port !== null) return new MarsadError('port_taken', { service, port }, new Error(reason)).failure
  return new MarsadError('docker_failed', { name: service }, new Error(reason)).failure
}
