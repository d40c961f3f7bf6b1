/** What the engine will tell of a container made from a service and its image: its own rules of what overrides what. */
import type { ComposeProject, ComposeService, Healthcheck, PublishedPort } from '../compose/project'
import { mountSource, networkName } from './configHash'
import type { ContainerFacts, HealthFacts, ImageFacts, MountFact } from './observed'

const nanoseconds = (ms: number | null): number => (ms ?? 0) * 1_000_000

/** Mounts that name nothing (volumes without a name) are left out: nobody can foretell their source. */
export function expectedFacts(project: ComposeProject, service: ComposeService, image: ImageFacts): ContainerFacts {
  return {
    imageId: image.id,
    ...commandLine(service, image),
    environment: new Map([...image.environment, ...service.environment]),
    ports: service.ports.map(portText).sort(),
    mounts: namedMounts(project, service),
    health: expectedHealth(service.healthcheck, image.health),
    networks: [...service.networks.keys()].map((key) => networkName(project, key)).sort(),
    restart: restartText(service.restart.kind, service.restart.kind === 'on-failure' ? service.restart.most : null),
    memory: service.memoryBytes ?? 0,
  }
}

/**
 * Entrypoint and command. Where a service has an entrypoint, the image's command is not taken, and an empty command takes
 * the image's away; but where both come out empty the engine takes the image's command all the same.
 */
export function commandLine(
  service: Pick<ComposeService, 'entrypoint' | 'command'>,
  image: Pick<ImageFacts, 'entrypoint' | 'command'>,
): { readonly entrypoint: readonly string[]; readonly command: readonly string[] } {
  const entrypoint = service.entrypoint ?? image.entrypoint
  const command = service.command ?? (service.entrypoint === null ? image.command : [])
  return { entrypoint, command: entrypoint.length + command.length === 0 ? image.command : command }
}

export function portText(port: Omit<PublishedPort, 'line'>): string {
  return `${port.hostAddress ?? ''}:${port.hostPort ?? ''}->${port.containerPort}/${port.protocol}`
}

export function restartText(kind: string, most: number | null): string {
  if (kind === '') return 'no'
  return kind === 'on-failure' ? `on-failure:${most ?? 0}` : kind
}

/** Null: none is carried out. */
export function expectedHealth(own: Healthcheck, image: HealthFacts | null): HealthFacts | null {
  if (own.kind === 'image') return image
  if (own.kind === 'none') return null
  const test = own.test ?? image?.test ?? []
  if (test.length === 0) return null
  return {
    test,
    interval: nanoseconds(own.intervalMs) || (image?.interval ?? 0),
    timeout: nanoseconds(own.timeoutMs) || (image?.timeout ?? 0),
    startPeriod: nanoseconds(own.startPeriodMs) || (image?.startPeriod ?? 0),
    retries: own.retries ?? image?.retries ?? 0,
  }
}

function namedMounts(project: ComposeProject, service: ComposeService): MountFact[] {
  return sortedMounts(
    service.mounts.flatMap((mount) => {
      const source = mountSource(project, mount)
      return source === null ? [] : [{ kind: mount.kind, source, target: mount.target, readOnly: mount.readOnly }]
    }),
  )
}

export const sortedMounts = (mounts: readonly MountFact[]): MountFact[] =>
  [...mounts].sort((one, other) => (one.target < other.target ? -1 : one.target > other.target ? 1 : 0))
