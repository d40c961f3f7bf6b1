/** What the supervisor must know of a service; each service is one value of this type, made by a pure function. */
import type { InternalPorts, StackCredentials } from '../../../contract/loopbackEndpoints'
import type { RuntimeManifest } from '../../../contract/runtime'
import type { ServiceName, Wait } from '../../../contract/snapshot'
import type { Endpoints, Paths } from '../../../contract/workers'
import type { Account } from '../data/account'
import type { DataFolder } from '../data/dataFolder'
import type { StopPlan } from '../process/endProcess'
import type { JvmRecipe } from './jvmRecipe'

/** Ports of listeners that no document names. */
export interface InternalServicePorts extends InternalPorts {
  /** Kafka's KRaft controller, which only the broker itself speaks to. */
  readonly controller: number
}

export interface ServicePorts {
  readonly postgres: number
  readonly kafka: number
  readonly connect: number
  readonly clickhouse: number
  readonly redis: number
  readonly internal: InternalServicePorts
}

/** Everything that a description is made of. */
export interface Place {
  readonly folder: DataFolder
  readonly paths: Paths
  readonly manifest: RuntimeManifest
  readonly jvm: JvmRecipe
  /** Absolute paths of the jars of Kafka and Connect. */
  readonly jars: readonly string[]
  readonly ports: ServicePorts
  readonly endpoints: Endpoints
  /** Passwords of the console's own accounts in the services. */
  readonly credentials: StackCredentials
  /** Whether this machine has [::1]. */
  readonly ipv6: boolean
  /** Whom root runs its services as; null for an ordinary user, whose services run as the user. */
  readonly account: Account | null
  /** Whether root has asked to run the services itself: all but Postgres, which refuses to. */
  readonly asRoot: boolean
}

/** Whom a service runs as that does not mind being root; null for this process's own user. */
export const runsAs = ({ account, asRoot }: Pick<Place, 'account' | 'asRoot'>): Account | null =>
  asRoot ? null : account

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly account: Account | null
}

export interface FileToWrite {
  readonly path: string
  readonly text: string
}

/** A program that heals the store of a service that did not end in order, and is ended when it has. */
export interface Healing {
  readonly command: Command
  /** The line of its log from which on it is at work, and the one after that which tells of the end of it. */
  readonly begun: RegExp
  readonly done: RegExp
  /** From that line until what it tells is on the disk, in milliseconds. */
  readonly settleMs: number
  /** For how long it is at work at most, in milliseconds: after that there was nothing to heal. */
  readonly limitMs: number
}

/** What stands on the published port of a service whose process listens on another one. */
export interface Door {
  /** Where the process itself listens. */
  readonly innerPort: number
  /** @throws what listening fails with. */
  open(log: (text: string) => void): Promise<OpenDoor>
}

export interface OpenDoor {
  readonly port: number
  /** Frees the port at once; resolves when what was under way has ended. */
  close(): Promise<void>
}

export interface ServiceDescription {
  readonly name: ServiceName
  /** The published one. */
  readonly port: number
  /** Absent: the process itself listens on {@link port}. */
  readonly door?: Door
  readonly command: Command
  /** Written anew before each start. */
  readonly files: readonly FileToWrite[]
  /** Makes the store's first files and heals what an unclean end left; repeatable. Tells what it waits for. */
  prepareData(waiting: (wait: Wait) => void, signal: AbortSignal): Promise<void>
  /** What runs before the service itself; null when nothing is to be healed. Asked after {@link prepareData}. */
  healing?(): Promise<Healing | null>
  /**
   * A real answer of the service, within a few seconds.
   * @returns its version as it tells it, null if it does not tell.
   * @throws whatever shows that it does not answer (yet).
   */
  answers(signal: AbortSignal): Promise<string | null>
  /**
   * For a service whose process may hang with its port open: `ping` asks for a sign of life that needs no work of the service, and
   * after `limitMs` without one the process is killed and started again.
   */
  readonly liveness?: { readonly ping: (signal: AbortSignal) => Promise<void>; readonly limitMs: number }
  /** What is done once after the first answer of each start. */
  afterFirstAnswer?(signal: AbortSignal): Promise<void>
  /** For a service that tells its version only in its log: the first group. */
  readonly versionInLog?: RegExp
  /** From spawn to the first answer, at most; a recovery after a crash takes long. */
  readonly startLimitMs: number
  readonly stop: StopPlan
  /** Services of rank 1 are stopped first: they use those of rank 2. */
  readonly stopRank: 1 | 2
}

/** How long one question to a service may take, in milliseconds. */
export const answerLimitMs = 3_000
