/** One container of a project, as it is watched. */
import type Docker from 'dockerode'
import { z } from 'zod'
import { containerSchema } from '../engine/engineAnswers'
import { hasStatus } from '../engine/engineFailure'
import { serviceOf } from '../engine/labels'
import type { ContainerState, Health } from '../engine/observed'
import type { EndFacts, Ending } from './ending'
import { signalNumber } from './trace'

export interface WatchedContainer {
  readonly service: string
  readonly number: number
  readonly id: string
  readonly name: string
  /** The reference that it was made from. */
  readonly image: string
  readonly state: ContainerState
  readonly health: Health
  /** What its health check said last. */
  readonly healthOutput: string
  readonly pid: number | null
  /** Milliseconds since the epoch, by the engine's clock; 0: never. */
  readonly startedAt: number
  readonly finishedAt: number
  /** Since its present start; null: not seen. */
  readonly healthyAt: number | null
  /** How often its policy has restarted it. */
  readonly restarts: number
  /** When it was asked to stop, while it has not yet; null: it was not. */
  readonly stoppingSince: number | null
  /** The latest end that is known; it may run again. */
  readonly ending: Ending | null
  /** Its last lines while it is unhealthy. */
  readonly lines: readonly string[]
  readonly hasTerminal: boolean
  /** Bytes; null without a limit. */
  readonly memoryLimitBytes: number | null
  readonly environment: ReadonlyMap<string, string>
  readonly endFacts: EndFacts
}

/** Engines write the year 1 for never. */
const instant = z
  .string()
  .optional()
  .transform((text) => Math.max(0, Date.parse(text ?? '') || 0))

const watchedSchema = containerSchema.extend({
  State: containerSchema.shape.State.extend({ Pid: z.number().default(0), StartedAt: instant, FinishedAt: instant }),
  Config: containerSchema.shape.Config.extend({
    Image: z.string().default(''),
    Tty: z.boolean().default(false),
    StopSignal: z.union([z.string(), z.number().transform(String)]).nullish(),
    StopTimeout: z.number().nullish(),
  }),
})

/** What the engine tells of it, without what was seen of its life. */
export type ContainerFacts = Omit<WatchedContainer, 'healthyAt' | 'stoppingSince' | 'ending' | 'lines'>

const usualGraceSeconds = 10
const terminate = 15

/** Null when it is gone or is no running part of a project. @throws when the engine does not answer as it should. */
export async function inspectWatched(docker: Docker, id: string, signal: AbortSignal): Promise<ContainerFacts | null> {
  let answer: unknown
  try {
    answer = await docker.getContainer(id).inspect({ abortSignal: signal })
  } catch (thrown) {
    if (hasStatus(thrown, 404)) return null
    throw thrown
  }
  return containerFacts(answer)
}

/** An answer of the engine as it is watched; null for what is no running part of a project. @throws ZodError */
export function containerFacts(answer: unknown): ContainerFacts | null {
  const { Id, Name, RestartCount, State, Config, HostConfig } = watchedSchema.parse(answer)
  const part = serviceOf(Config.Labels)
  if (part === null) return null
  const health = State.Health?.Status
  return {
    ...part,
    id: Id,
    name: Name.replace(/^\//, ''),
    image: Config.Image,
    state: State.Status,
    health: health === 'starting' || health === 'healthy' || health === 'unhealthy' ? health : 'none',
    healthOutput: State.Health?.Log?.at(-1)?.Output.trim() ?? '',
    pid: State.Pid === 0 ? null : State.Pid,
    startedAt: State.StartedAt,
    finishedAt: State.FinishedAt,
    restarts: RestartCount,
    hasTerminal: Config.Tty,
    memoryLimitBytes: HostConfig.Memory === 0 ? null : HostConfig.Memory,
    environment: new Map(
      Config.Env.map((entry) => [entry.split('=', 1)[0] ?? '', entry.slice(entry.indexOf('=') + 1)]),
    ),
    endFacts: {
      finishedAt: State.FinishedAt,
      exitCode: State.ExitCode,
      outOfMemory: State.OOMKilled,
      reason: State.Error,
      restarts: RestartCount,
      policy: HostConfig.RestartPolicy?.Name ?? '',
      mostRestarts: HostConfig.RestartPolicy?.MaximumRetryCount ?? 0,
      stopSignal: signalNumber(Config.StopSignal ?? '') ?? terminate,
      stopGraceMs: (Config.StopTimeout ?? usualGraceSeconds) * 1_000,
    },
  }
}
