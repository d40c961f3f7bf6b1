/** What has to be done so that an engine holds and runs what a project asks for. Pure: nothing is asked or done here. */
import { MarsadError, type ErrorDetails, type Failure } from '../../../../contract/errors'
import { startOrder } from '../compose/startOrder'
import type { ComposeNetwork, ComposeProject, ComposeService, ComposeVolume, Dependency } from '../compose/project'
import { differences } from './compareContainer'
import { containerName } from './containerOptions'
import { expectedHealth } from './expectedFacts'
import type { ObservedContainer, ObservedProject } from './observed'

export type UpAction =
  | { readonly kind: 'pull'; readonly image: string; readonly services: readonly string[] }
  | { readonly kind: 'create-network'; readonly network: ComposeNetwork }
  | { readonly kind: 'create-volume'; readonly volume: ComposeVolume }
  /** A second container of a service: this file runs one of each. */
  | { readonly kind: 'remove'; readonly container: ObservedContainer }
  | ServiceAction

/** One a service, and none for one that is as it should be. */
export interface ServiceAction {
  readonly kind: 'service'
  readonly service: ComposeService
  readonly change: ServiceChange
  /** What must hold before; those that hold already are left out. */
  readonly after: readonly Dependency[]
}

export type ServiceChange =
  | { readonly kind: 'create' }
  /** `because` names what differs. */
  | { readonly kind: 'recreate'; readonly container: ObservedContainer; readonly because: readonly string[] }
  | { readonly kind: 'start' | 'unpause' | 'restart'; readonly container: ObservedContainer }
  /** It runs, and is only waited for until it is healthy. */
  | { readonly kind: 'wait'; readonly container: ObservedContainer }

/** With failures there are no actions: nothing is begun that cannot be brought to its end. */
export interface UpPlan {
  readonly failures: readonly Failure[]
  /** In an order in which they can be done one after the other. */
  readonly actions: readonly UpAction[]
  /** Containers of the project whose service is not part of this start, or no longer in the file: left as they are. */
  readonly leftAlone: readonly ObservedContainer[]
}

/** @param services those that are to run, as {@link enabledServices} chooses them. */
export function planUp(
  project: ComposeProject,
  services: readonly ComposeService[],
  observed: ObservedProject,
): UpPlan {
  const names = new Set(services.map(({ name }) => name))
  const leftAlone = observed.containers.filter(({ service }) => !names.has(service))
  const mine = new Map(services.map((service) => [service.name, ownContainers(service, observed)]))
  const surplus = [...mine.values()].flatMap((containers) => containers.slice(1))
  const networks = usedNetworks(project, services)
  const volumes = usedVolumes(project, services)
  const changes = new Map<string, ServiceChange>()
  const serviceActions: ServiceAction[] = []
  for (const service of startOrder(services).flat()) {
    const container = mine.get(service.name)?.[0] ?? null
    const change = serviceChange(project, service, services, container, observed, changes)
    if (change === null) continue
    changes.set(service.name, change)
    const after = service.dependsOn.filter((other) => names.has(other.service) && changes.has(other.service))
    serviceActions.push({ kind: 'service', service, change, after })
  }
  const missing = missingImages(serviceActions, observed)
  const failures = [
    ...services.flatMap((service) => nameFailures(project, service, observed)),
    ...networks.flatMap((network) => networkFailures(project, network, observed)),
    ...volumes.flatMap((volume) => volumeFailures(project, volume, observed)),
    ...missing
      .filter(({ pullPolicy }) => pullPolicy === 'never')
      .map(({ image, name }) => failure('image_missing', { image, service: name })),
    ...services.flatMap((service) => healthFailures(service, services, observed)),
  ]
  if (failures.length > 0) return { failures, actions: [], leftAlone }

  const networkNames = new Set(observed.networks.map(({ name }) => name))
  const volumeNames = new Set(observed.volumes.map(({ name }) => name))
  const actions: UpAction[] = [
    ...[...new Set(missing.map(({ image }) => image))].map((image) => ({
      kind: 'pull' as const,
      image,
      services: missing.filter((service) => service.image === image).map(({ name }) => name),
    })),
    ...networks
      .filter(({ name }) => !networkNames.has(name))
      .map((network) => ({ kind: 'create-network' as const, network })),
    ...volumes
      .filter(({ name }) => !volumeNames.has(name))
      .map((volume) => ({ kind: 'create-volume' as const, volume })),
    ...surplus.map((container) => ({ kind: 'remove' as const, container })),
    ...serviceActions,
  ]
  return { failures: [], actions, leftAlone }
}

/** Services that need a new container, and so their image, which is not there. One whose container is ours runs on without. */
const missingImages = (actions: readonly ServiceAction[], observed: ObservedProject): ComposeService[] =>
  actions
    .filter(({ service, change }) => isNew(change) && !observed.images.has(service.image))
    .map(({ service }) => service)

const isNew = (change: ServiceChange): boolean => change.kind === 'create' || change.kind === 'recreate'

/** Its containers, the one to keep first: of those that run the one with the lowest number, else of all. */
function ownContainers(service: ComposeService, observed: ObservedProject): ObservedContainer[] {
  const rank = ({ state }: ObservedContainer): number => (state === 'running' ? 0 : 1)
  return observed.containers
    .filter((container) => container.service === service.name)
    .sort((one, other) => rank(one) - rank(other) || one.number - other.number || (one.id < other.id ? -1 : 1))
}

function serviceChange(
  project: ComposeProject,
  service: ComposeService,
  services: readonly ComposeService[],
  container: ObservedContainer | null,
  observed: ObservedProject,
  earlier: ReadonlyMap<string, ServiceChange>,
): ServiceChange | null {
  if (container === null) return { kind: 'create' }
  const because =
    container.state === 'dead' || container.state === 'removing'
      ? [container.state]
      : differences(project, service, container, observed.images.get(service.image) ?? null)
  if (because.length > 0) return { kind: 'recreate', container, because }
  switch (container.state) {
    case 'paused':
      return { kind: 'unpause', container }
    case 'running':
    case 'restarting': {
      const isTaken = service.dependsOn.some((other) => other.restart && isReplaced(earlier.get(other.service)))
      if (isTaken) return { kind: 'restart', container }
      const isReady = container.state === 'running' && (container.health === 'none' || container.health === 'healthy')
      return isReady && !isAwaitedToEnd(service, services) ? null : { kind: 'wait', container }
    }
    default:
      return isAwaitedToEnd(service, services) && container.state === 'exited' && container.exitCode === 0
        ? null
        : { kind: 'start', container }
  }
}

const isReplaced = (change: ServiceChange | undefined): boolean =>
  change !== undefined && (isNew(change) || change.kind === 'restart')

/** Whether others wait for its good end: then it is one that runs once. */
export const isAwaitedToEnd = (
  service: Pick<ComposeService, 'name'>,
  services: readonly Pick<ComposeService, 'dependsOn'>[],
): boolean =>
  services.some(({ dependsOn }) =>
    dependsOn.some((other) => other.service === service.name && other.condition === 'service_completed_successfully'),
  )

const failure = (code: ConstructorParameters<typeof MarsadError>[0], details: ErrorDetails): Failure =>
  new MarsadError(code, details).failure

function nameFailures(project: ComposeProject, service: ComposeService, observed: ObservedProject): Failure[] {
  const name = containerName(project, service)
  const holder = observed.others.find((other) => other.name === name)
  if (holder !== undefined) {
    const owner = holder.project === null ? {} : { owner: holder.project }
    return [failure('container_name_taken', { name, service: service.name, ...owner })]
  }
  const sibling = observed.containers.find((container) => container.service !== service.name && container.name === name)
  if (sibling === undefined) return []
  return [failure('container_name_taken', { name, service: service.name, owner: `${project.name}/${sibling.service}` })]
}

function networkFailures(project: ComposeProject, network: ComposeNetwork, observed: ObservedProject): Failure[] {
  const found = observed.networks.find(({ name }) => name === network.name)
  if (network.external) return found === undefined ? [failure('network_missing', { name: network.name })] : []
  if (found === undefined) return []
  if (found.project !== project.name) {
    const owner = found.project === null ? {} : { owner: found.project }
    return [failure('network_name_taken', { name: network.name, ...owner })]
  }
  const isSame = found.internal === network.internal && (network.driver === null || network.driver === found.driver)
  return isSame ? [] : [failure('network_differs', { name: network.name })]
}

function volumeFailures(project: ComposeProject, volume: ComposeVolume, observed: ObservedProject): Failure[] {
  const found = observed.volumes.find(({ name }) => name === volume.name)
  if (volume.external) return found === undefined ? [failure('volume_missing', { name: volume.name })] : []
  if (found === undefined || found.project === project.name) return []
  const owner = found.project === null ? {} : { owner: found.project }
  return [failure('volume_name_taken', { name: volume.name, ...owner })]
}

/** Whoever waits for the health of a service without a health check waits for ever. */
function healthFailures(
  service: ComposeService,
  services: readonly ComposeService[],
  observed: ObservedProject,
): Failure[] {
  const waiting = services.find(({ dependsOn }) =>
    dependsOn.some((other) => other.service === service.name && other.condition === 'service_healthy'),
  )
  if (waiting === undefined) return []
  const image = observed.images.get(service.image)
  const mayComeWithImage =
    image === undefined &&
    service.healthcheck.kind !== 'none' &&
    (service.healthcheck.kind === 'image' || service.healthcheck.test === null)
  if (mayComeWithImage || expectedHealth(service.healthcheck, image?.health ?? null) !== null) return []
  return [failure('container_no_health', { service: service.name, waiting: waiting.name })]
}

function usedNetworks(project: ComposeProject, services: readonly ComposeService[]): ComposeNetwork[] {
  const used = new Set(services.flatMap(({ networks }) => [...networks.keys()]))
  return [...project.networks.values()].filter(({ key }) => used.has(key))
}

function usedVolumes(project: ComposeProject, services: readonly ComposeService[]): ComposeVolume[] {
  const used = new Set(
    services.flatMap(({ mounts }) => mounts.flatMap(({ kind, source }) => (kind === 'volume' ? [source] : []))),
  )
  return [...project.volumes.values()].filter(({ key }) => used.has(key))
}
