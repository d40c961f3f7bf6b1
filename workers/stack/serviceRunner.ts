/** Who runs the services of a stack: this machine's processes, a Docker engine, or somebody else. The stack's life is the same. */
import type { LogLevel } from '../../contract/commands'
import type { Failure } from '../../contract/errors'
import type { Secrets } from '../../contract/remote'
import type { Settings, StackKind } from '../../contract/settings'
import type { ServiceName, StackSnapshot, StepId } from '../../contract/snapshot'
import type { Endpoints } from '../../contract/workers'

export type ServiceVerb = 'start' | 'stop' | 'restart'

export interface RunnerEvents {
  /** Its view is another one now. */
  changed(): void
  /** A service answers again after it had ended by itself. */
  restarted(name: ServiceName): void
  /** @param at when it was written, in milliseconds since the epoch; now where it is not known. */
  log(source: ServiceName | 'stack', level: LogLevel, text: string, at?: number | null): void
}

/** A start that is under way. */
export interface Start {
  readonly signal: AbortSignal
  /** Runs one step and shows it; what it resolves with is what it changed. @throws what `run` throws; the signal's reason. */
  readonly step: (id: StepId, run: () => Promise<readonly string[]>) => Promise<void>
}

/** The part of the stack's snapshot that its runner knows. */
export type RunnerView = Pick<StackSnapshot, 'services' | 'extras' | 'engine' | 'engineFailure' | 'preflight' | 'pull'>

export interface ServiceRunner {
  readonly kind: StackKind
  /** The steps of its start, in the order in which a person reads them. */
  readonly steps: readonly StepId[]
  /**
   * Whether what it runs is ours: then it is prepared, proved and mended unasked. What is not ours is never changed without
   * being asked.
   */
  readonly owns: boolean
  /** What counts from the next start on. @param secrets of services that are not ours */
  configure(settings: Settings, secrets: Secrets): void
  view(): RunnerView
  /** Whether it runs and answers, and nothing is known to be wrong with it. */
  serves(name: ServiceName): boolean
  /** Whether it runs, well or not. */
  runs(name: ServiceName): boolean
  /**
   * Does what comes before the first service is started.
   * @returns where the services will answer.
   */
  open(start: Start): Promise<Endpoints>
  /** Starts what does not run, or takes over what does; each promise resolves when that service answers. After {@link open}. */
  serve(start: Start): Readonly<Record<ServiceName, Promise<void>>>
  /** A start was given up. @returns what to tell of it: where the runner knows the reason behind a symptom, that reason. */
  gaveUp(failure: Failure): Failure
  /** Runs a person's wish for one service. @throws MarsadError */
  act(name: ServiceName, verb: ServiceVerb): Promise<void>
  /** What is wrong with a service although it answers (a connector that failed); null when that has passed. */
  setFault(name: ServiceName, fault: Failure | null): void
  /** Ends what it runs, in order. @param before the start that was under way; its signal has aborted. */
  stop(before: Promise<void>): Promise<void>
  /** Lets go of the services without ending them. */
  release(): Promise<void> | void
  /** What can only be asked of a Docker engine; null with another kind. */
  readonly engine: EngineWishes | null
}

export interface EngineWishes {
  /** Looks for the engine and checks whether a start could succeed; what was found is in the view. */
  check(): Promise<void>
  /** Removes containers and networks, and with `volumes` these volumes. @throws MarsadError volumes_differ unless they are all. */
  remove(volumes: readonly string[] | null): Promise<void>
  /** @returns the images of which a newer one came. */
  pull(): Promise<string[]>
}
