/** The engine's request for a service's container. */
import type { ContainerCreateOptions, HealthConfig, HostConfig } from 'dockerode'
import type { ComposeProject, ComposeService, Healthcheck } from '../compose/project'
import { mountSource, networkName } from './configHash'
import { commandLine } from './expectedFacts'
import { containerLabels } from './labels'
import type { ImageFacts } from './observed'

/** A volume without a name, kept from the container that this one replaces. */
export interface KeptVolume {
  readonly name: string
  readonly target: string
}

export interface ContainerRequest {
  readonly options: ContainerCreateOptions
  /** To be joined between making and start: engines before 25 take one network only in the request. */
  readonly furtherNetworks: readonly { readonly name: string; readonly aliases: string[] }[]
}

export function containerRequest(
  project: ComposeProject,
  service: ComposeService,
  image: ImageFacts,
  kept: readonly KeptVolume[],
): ContainerRequest {
  const [first, ...further] = [...service.networks].map(([key, aliases]) => ({
    name: networkName(project, key),
    aliases: [...new Set([service.name, ...aliases])],
  }))
  const { entrypoint, command } = commandLine(service, image)
  const bare = service.mounts.filter(({ source, target }) => source === null && !kept.some((k) => k.target === target))
  const options: ContainerCreateOptions = {
    Image: service.image,
    Entrypoint: [...entrypoint],
    Cmd: [...command],
    Env: [...service.environment].map(([name, value]) => `${name}=${value}`),
    Labels: containerLabels(project, service, 1, image.id),
    ExposedPorts: Object.fromEntries(service.ports.map((port) => [`${port.containerPort}/${port.protocol}`, {}])),
    Volumes: Object.fromEntries(bare.map(({ target }) => [target, {}])),
    StopTimeout: Math.ceil(service.stopGraceMs / 1_000),
    HostConfig: hostConfig(project, service, kept, first?.name),
    ...(first === undefined
      ? {}
      : { NetworkingConfig: { EndpointsConfig: { [first.name]: { Aliases: first.aliases } } } }),
    ...(service.hostname === null ? {} : { Hostname: service.hostname }),
    ...(service.user === null ? {} : { User: service.user }),
    ...(service.workingDir === null ? {} : { WorkingDir: service.workingDir }),
    ...(service.stopSignal === null ? {} : { StopSignal: service.stopSignal }),
    ...healthConfig(service.healthcheck),
  }
  return { options, furtherNetworks: further }
}

/** As Compose v2 names it. */
export const containerName = (project: Pick<ComposeProject, 'name'>, service: ComposeService): string =>
  service.containerName ?? `${project.name}-${service.name}-1`

function hostConfig(
  project: ComposeProject,
  service: ComposeService,
  kept: readonly KeptVolume[],
  network: string | undefined,
): HostConfig {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {}
  for (const port of service.ports) {
    const list = (bindings[`${port.containerPort}/${port.protocol}`] ??= [])
    list.push({ HostIp: port.hostAddress ?? '', HostPort: port.hostPort === null ? '' : String(port.hostPort) })
  }
  const { restart } = service
  return {
    NetworkMode: network ?? 'none',
    PortBindings: bindings,
    // A folder goes through Binds: the engine makes it where it is missing, which Mounts refuses.
    Binds: service.mounts.flatMap((mount) =>
      mount.kind === 'bind' && mount.source !== null
        ? [`${mount.source}:${mount.target}:${mount.readOnly ? 'ro' : 'rw'}`]
        : [],
    ),
    Mounts: [
      ...service.mounts.flatMap((mount) => {
        const source = mountSource(project, mount)
        return mount.kind === 'volume' && source !== null
          ? [{ Type: 'volume' as const, Source: source, Target: mount.target, ReadOnly: mount.readOnly }]
          : []
      }),
      ...kept.map(({ name, target }) => ({ Type: 'volume' as const, Source: name, Target: target })),
    ],
    RestartPolicy: {
      Name: restart.kind,
      MaximumRetryCount: restart.kind === 'on-failure' ? (restart.most ?? 0) : 0,
    },
    ...(service.init ? { Init: true } : {}),
    ...(service.memoryBytes === null ? {} : { Memory: service.memoryBytes }),
    ...(service.cpus === null ? {} : { NanoCpus: Math.round(service.cpus * 1e9) }),
    ...(service.shmBytes === null ? {} : { ShmSize: service.shmBytes }),
    ...(service.ulimits.size === 0
      ? {}
      : { Ulimits: [...service.ulimits].map(([name, { soft, hard }]) => ({ Name: name, Soft: soft, Hard: hard })) }),
    ...(service.logging === null
      ? {}
      : { LogConfig: { Type: service.logging.driver, Config: Object.fromEntries(service.logging.options) } }),
  }
}

/** What is left out, the engine takes from the image. */
function healthConfig(check: Healthcheck): { Healthcheck?: HealthConfig } {
  if (check.kind === 'image') return {}
  if (check.kind === 'none') return { Healthcheck: { Test: ['NONE'] } }
  const nanoseconds = (ms: number | null): number => (ms ?? 0) * 1_000_000
  return {
    Healthcheck: {
      ...(check.test === null ? {} : { Test: [...check.test] }),
      Interval: nanoseconds(check.intervalMs),
      Timeout: nanoseconds(check.timeoutMs),
      StartPeriod: nanoseconds(check.startPeriodMs),
      Retries: check.retries ?? 0,
    },
  }
}
