/** Whether a container is what the model asks for. */
import type { ComposeProject, ComposeService } from '../compose/project'
import { configHash, isOwnHash, networkName } from './configHash'
import { expectedFacts } from './expectedFacts'
import { labelNames } from './labels'
import type { ContainerFacts, HealthFacts, ImageFacts, MountFact, ObservedContainer } from './observed'

/**
 * What differs, by name; empty when the container is as asked for.
 *
 * One that we made tells by its hash; of one that `docker compose` made, whose hash is not ours to compute, the facts
 * that the engine tells are compared, and it is adopted when they agree.
 * @param image null when it is not there: then only what needs no image is compared.
 */
export function differences(
  project: ComposeProject,
  service: ComposeService,
  container: ObservedContainer,
  image: ImageFacts | null,
): string[] {
  const hash = container.labels[labelNames.configHash] ?? ''
  const found = isOwnHash(hash)
    ? hash === configHash(project, service)
      ? []
      : ['configuration']
    : image === null
      ? ['image']
      : factDifferences(expectedFacts(project, service, image), container.facts, image, service)
  if (service.containerName !== null && container.name !== service.containerName) found.push('name')
  // Also of our own: one that was cancelled between its making and its last network lacks that one.
  const isJoined = [...service.networks.keys()].every((key) =>
    container.facts.networks.includes(networkName(project, key)),
  )
  if (!isJoined && !found.includes('networks')) found.push('networks')
  // The same reference may mean another image by now.
  if (image !== null && image.id !== container.facts.imageId && !found.includes('image')) found.push('image')
  return found
}

function factDifferences(
  wanted: ContainerFacts,
  found: ContainerFacts,
  image: ImageFacts,
  service: ComposeService,
): string[] {
  const unnamed = new Set([
    ...image.volumes,
    ...service.mounts.filter(({ source }) => source === null).map(({ target }) => target),
  ])
  const isWanted = (mount: MountFact): boolean =>
    !unnamed.has(mount.target) || wanted.mounts.some(({ target }) => target === mount.target)
  const agree: Record<keyof ContainerFacts, boolean> = {
    imageId: wanted.imageId === found.imageId,
    entrypoint: sameList(wanted.entrypoint, found.entrypoint),
    command: sameList(wanted.command, found.command),
    environment: sameMap(wanted.environment, found.environment),
    ports: sameList(wanted.ports, found.ports),
    mounts: sameList(wanted.mounts.map(mountText), found.mounts.filter(isWanted).map(mountText)),
    health: healthText(wanted.health) === healthText(found.health),
    networks: sameList(wanted.networks, found.networks),
    restart: wanted.restart === found.restart,
    memory: wanted.memory === found.memory,
  }
  return Object.entries(agree)
    .filter(([, isSame]) => !isSame)
    .map(([name]) => (name === 'imageId' ? 'image' : name))
}

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index])

const sameMap = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean =>
  one.size === other.size && [...one].every(([key, value]) => other.get(key) === value)

const mountText = (mount: MountFact): string => JSON.stringify([mount.kind, mount.source, mount.target, mount.readOnly])

const healthText = (health: HealthFacts | null): string =>
  health === null
    ? ''
    : JSON.stringify([health.test, health.interval, health.timeout, health.startPeriod, health.retries])
