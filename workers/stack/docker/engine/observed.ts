/** What an engine holds of a project, as {@link observe} reads it and the plan takes it. */
import type { Labels } from './labels'

export interface ObservedProject {
  /** Of the project's services, one-offs left out. */
  readonly containers: readonly ObservedContainer[]
  /** Every other container of the engine: whoever may hold a name. */
  readonly others: readonly OtherContainer[]
  /** All of the engine. */
  readonly networks: readonly ObservedNetwork[]
  readonly volumes: readonly ObservedVolume[]
  /** By the reference that the file has; those that are there. */
  readonly images: ReadonlyMap<string, ImageFacts>
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
/** `none`: it has no health check. */
export type Health = 'none' | 'starting' | 'healthy' | 'unhealthy'

export interface ObservedContainer {
  readonly id: string
  /** Without the slash that the engine's answers have. */
  readonly name: string
  readonly service: string
  readonly number: number
  readonly state: ContainerState
  readonly health: Health
  readonly exitCode: number
  /** How often the engine has restarted it by its policy since it was started. */
  readonly restarts: number
  readonly labels: Labels
  readonly facts: ContainerFacts
}

/** What a container was made from, as far as it is told from outside. Lists that mean sets are sorted. */
export interface ContainerFacts {
  readonly imageId: string
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly environment: ReadonlyMap<string, string>
  /** `address:port->port/protocol`; address and first port are empty for any. */
  readonly ports: readonly string[]
  readonly mounts: readonly MountFact[]
  readonly health: HealthFacts | null
  /** Names in the engine. */
  readonly networks: readonly string[]
  /** `no`, `always`, `unless-stopped`, `on-failure:N` (0: without limit). */
  readonly restart: string
  /** Bytes; 0 without a limit. */
  readonly memory: number
}

export interface MountFact {
  readonly kind: 'volume' | 'bind'
  /** The volume's name or the folder's path. */
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
}

/** Times in ns, as the engine has them; 0 is its default. */
export interface HealthFacts {
  readonly test: readonly string[]
  readonly interval: number
  readonly timeout: number
  readonly startPeriod: number
  readonly retries: number
}

export interface OtherContainer {
  readonly id: string
  readonly name: string
  /** The Compose project it belongs to. */
  readonly project: string | null
  readonly service: string | null
}

export interface ObservedNetwork {
  readonly id: string
  readonly name: string
  readonly driver: string
  readonly internal: boolean
  readonly project: string | null
}

export interface ObservedVolume {
  readonly name: string
  readonly project: string | null
}

/** Of an image, what a container takes from it. */
export interface ImageFacts {
  readonly id: string
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly environment: ReadonlyMap<string, string>
  readonly health: HealthFacts | null
  /** Folders that get a volume without a name. */
  readonly volumes: readonly string[]
}
