/** A Compose project as Marsad's engine runs it: every short form written out, every duration in ms, every size in bytes. */

export interface ComposeProject {
  /** The project's name, part of the names of its containers, networks and volumes. */
  readonly name: string
  /** Absolute path of the file it was read from. */
  readonly file: string
  readonly services: ReadonlyMap<string, ComposeService>
  readonly networks: ReadonlyMap<string, ComposeNetwork>
  readonly volumes: ReadonlyMap<string, ComposeVolume>
  /** Variables of the file that are set nowhere and have no default. */
  readonly unsetVariables: readonly string[]
}

export interface ComposeService {
  readonly name: string
  /** Line of the service's key, for messages. */
  readonly line: number
  readonly image: string
  readonly pullPolicy: PullPolicy
  /** Null: Compose's own, `<project>-<service>-1`. */
  readonly containerName: string | null
  readonly hostname: string | null
  readonly user: string | null
  readonly workingDir: string | null
  readonly init: boolean
  /** Null: the image's own. An empty list takes the image's away. */
  readonly command: readonly string[] | null
  readonly entrypoint: readonly string[] | null
  readonly environment: ReadonlyMap<string, string>
  readonly labels: ReadonlyMap<string, string>
  readonly ports: readonly PublishedPort[]
  readonly mounts: readonly Mount[]
  /** Network → aliases beside the service's name. */
  readonly networks: ReadonlyMap<string, readonly string[]>
  readonly dependsOn: readonly Dependency[]
  readonly healthcheck: Healthcheck
  readonly restart: RestartPolicy
  /** Null: the image's own, else SIGTERM. */
  readonly stopSignal: string | null
  readonly stopGraceMs: number
  readonly memoryBytes: number | null
  readonly cpus: number | null
  readonly shmBytes: number | null
  readonly ulimits: ReadonlyMap<string, { readonly soft: number; readonly hard: number }>
  readonly logging: { readonly driver: string; readonly options: ReadonlyMap<string, string> } | null
  /** Empty: always part of the project. */
  readonly profiles: readonly string[]
}

export type PullPolicy = 'always' | 'missing' | 'never'

export interface PublishedPort {
  readonly containerPort: number
  readonly protocol: 'tcp' | 'udp'
  /** Null: the engine chooses a free one. */
  readonly hostPort: number | null
  /** Null: every address of the machine. */
  readonly hostAddress: string | null
  readonly line: number
}

export interface Mount {
  readonly kind: 'volume' | 'bind'
  /** A key of the project's volumes, or an absolute path. Null: a volume without a name. */
  readonly source: string | null
  readonly target: string
  readonly readOnly: boolean
}

export interface Dependency {
  readonly service: string
  readonly condition: 'service_started' | 'service_healthy' | 'service_completed_successfully'
  /** False: it is only waited for when it is part of what is started. */
  readonly required: boolean
  /** Whether this service is restarted when the other is. */
  readonly restart: boolean
}

export type Healthcheck =
  | { readonly kind: 'image' }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'own'
      /** As Docker's interface takes it: CMD or CMD-SHELL first. Null: the image's, with these times. */
      readonly test: readonly string[] | null
      /** Null: the engine's default. */
      readonly intervalMs: number | null
      readonly timeoutMs: number | null
      readonly startPeriodMs: number | null
      readonly retries: number | null
    }

export type RestartPolicy =
  | { readonly kind: 'no' | 'always' | 'unless-stopped' }
  /** `most`: null for no limit. */
  | { readonly kind: 'on-failure'; readonly most: number | null }

export interface ComposeNetwork {
  readonly key: string
  /** Its name in the engine. */
  readonly name: string
  /** True: it must be there, and is neither made nor removed. */
  readonly external: boolean
  readonly driver: string | null
  readonly internal: boolean
  readonly labels: ReadonlyMap<string, string>
}

export interface ComposeVolume {
  readonly key: string
  readonly name: string
  readonly external: boolean
  readonly driver: string | null
  readonly labels: ReadonlyMap<string, string>
}
