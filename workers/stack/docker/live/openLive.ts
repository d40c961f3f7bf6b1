/** A Compose project on an engine while it runs and while it rests: its containers' states, what they use, and their logs. */
import type { LogLevel } from '../../../../contract/commands'
import { describeCause, type Failure } from '../../../../contract/errors'
import { serviceNameSchema, type ExtraService, type ServiceName } from '../../../../contract/snapshot'
import type { ComposeProject } from '../compose/project'
import type { Candidate } from '../discovery/listCandidates'
import type { EngineFacts } from '../discovery/probeDocker'
import type { EngineWork } from '../engine/engineWork'
import { isAwaitedToEnd } from '../engine/planUp'
import type { Ending } from './ending'
import { followUsage } from './followUsage'
import { isFault, livePart, type LivePart } from './livePart'
import { followLogs, type ServiceLine } from './logs/followLogs'
import { createLineReader } from './logs/readLine'
import { shellCommand } from './shellCommand'
import type { Usage } from './usage'
import { watchProject } from './watchProject'
import type { WatchedContainer } from './watchedContainer'

export interface LiveEngine {
  readonly candidate: Candidate
  readonly facts: EngineFacts
  readonly work: Pick<EngineWork, 'docker'>
}

export interface LiveEvents {
  /** What {@link Live} tells is another thing now. */
  changed(): void
  /** A container has ended that nobody wanted to end. With `exited` its policy may restart it, with the others nobody does. */
  ended(service: string, ending: Ending): void
  /** A service runs and is healthy again after its container had ended unwanted. */
  restarted(name: ServiceName): void
  /** @param at in milliseconds since the epoch. May return a promise: the logs are read on when it resolves. */
  log(source: string, level: LogLevel, text: string, at?: number | null): Promise<void> | void
}

export interface Live {
  /** Null: it has no container. */
  part(name: ServiceName): LivePart | null
  /** Services of the project that are not the pipeline's. */
  extras(): ExtraService[]
  /** Why the engine does not answer, while it does not. */
  lost(): Failure | null
  /** Resolves when everything has been looked at once. */
  readonly ready: Promise<void>
  /** Resolves when nothing of it is under way any more. */
  close(): Promise<void>
}

/** Measured in followUsage.ts. */
const usageEveryMs = 5_000
/** Lines of before that are shown of each container. */
const tail = 200

export function openLive(engine: LiveEngine, project: ComposeProject, events: LiveEvents): Live {
  const { docker } = engine.work
  const life = new AbortController()
  const containers = new Map<string, WatchedContainer>()
  /** By container. */
  const usages = new Map<string, Usage>()
  /** Services whose container has ended unwanted and that do not serve again yet. */
  const broken = new Set<string>()
  const readLine = createLineReader()
  let lost: Failure | null = null

  const running = (): string[] =>
    [...containers.values()].filter(({ state }) => state === 'running' || state === 'paused').map(({ id }) => id)

  const usage = followUsage(
    docker,
    {
      running: () => (lost === null ? running() : []),
      measured: (found) => {
        for (const [id, one] of found) usages.set(id, one)
        events.changed()
      },
      failed: (thrown) => void events.log('stack', 'warn', `no statistics of the containers: ${describeCause(thrown)}`),
      everyMs: usageEveryMs,
    },
    life.signal,
  )

  const takeLines = async (lines: readonly ServiceLine[]): Promise<void> => {
    for (const line of lines) {
      if (life.signal.aborted) return
      const { service, level, text, at } = readLine(line)
      const taken = events.log(service, level, text, at)
      if (taken !== undefined) await taken
    }
  }
  const logs = followLogs(docker, {
    tail,
    take: takeLines,
    unreadable: (service, reason) => void events.log(service, 'warn', `its log cannot be read: ${reason}`),
    failed: (thrown) =>
      void events.log('stack', 'error', `the logs are not followed any more: ${describeCause(thrown)}`),
  })

  const changed = (service: string, container: WatchedContainer | null): void => {
    const before = containers.get(service) ?? null
    if (container === null) containers.delete(service)
    else containers.set(service, container)
    if (before !== null && before.id !== container?.id) usages.delete(before.id)
    logs.follow([...containers.values()].filter(({ startedAt }) => startedAt > 0))
    if (container !== null && container.startedAt !== before?.startedAt) usage.wake()
    tellEnding(service, before, container)
    events.changed()
  }

  const tellEnding = (service: string, before: WatchedContainer | null, now: WatchedContainer | null): void => {
    if (now === null) {
      broken.delete(service)
      return
    }
    const { ending } = now
    const isNews = before !== null && ending !== null && ending.at !== before.ending?.at
    if (isNews && isFault(ending) && !isDone(service, ending)) {
      broken.add(service)
      events.ended(service, ending)
    }
    const isServing = now.state === 'running' && (now.health === 'healthy' || now.health === 'none')
    if (!isServing || !broken.delete(service)) return
    const name = serviceNameSchema.safeParse(service)
    if (name.success) events.restarted(name.data)
  }

  const watch = watchProject(
    { docker, address: engine.candidate.address },
    project.name,
    {
      changed,
      engineLost: (failure) => {
        lost = failure
        events.changed()
      },
      engineBack: () => {
        lost = null
        logs.wake()
        usage.wake()
        events.changed()
      },
    },
    life.signal,
  )

  const services = [...project.services.values()]
  const runsOnce = (service: string): boolean => isAwaitedToEnd({ name: service }, services)
  const isDone = (service: string, { exitCode }: Ending): boolean => exitCode === 0 && runsOnce(service)
  const isPodman = engine.facts.name?.toLowerCase().includes('podman') ?? false

  const partOf = (container: WatchedContainer): LivePart =>
    livePart(container, {
      usage: usages.get(container.id) ?? null,
      runsOnce: runsOnce(container.service),
      lost,
      shell: shellCommand({ ...container, containerName: container.name }, engine.candidate, isPodman),
      now: Date.now(),
    })

  return {
    part: (name) => {
      const container = containers.get(name)
      return container === undefined ? null : partOf(container)
    },
    extras: () =>
      [...containers.values()].flatMap((container) =>
        serviceNameSchema.safeParse(container.service).success
          ? []
          : [{ ...partOf(container), name: container.service }],
      ),
    lost: () => lost,
    ready: watch.ready,
    async close() {
      life.abort(new Error('closed'))
      await Promise.all([watch.closed, usage.closed, logs.close()])
    },
  }
}
