/** Carries out a plan of {@link planUp}. */
import { setMaxListeners } from 'node:events'
import { MarsadError } from '../../../../contract/errors'
import type { ComposeProject, ComposeService } from '../compose/project'
import { containerName, containerRequest, type KeptVolume } from './containerOptions'
import { containerListSchema } from './engineAnswers'
import { engineFailure, hasStatus, takenPort } from './engineFailure'
import type { EngineWork } from './engineWork'
import { networkLabels, volumeLabels } from './labels'
import { observeImage } from './observe'
import type { ImageFacts, ObservedContainer } from './observed'
import { holderName, portHolder } from './portHolder'
import { isAwaitedToEnd, type ServiceAction, type UpAction } from './planUp'
import { pullImage } from './pullImage'
import { removeContainer, stopContainer } from './endContainer'
import { waitForContainer } from './waitForContainer'

/**
 * Does what a plan says, pulls aside from it left out: services side by side, each as soon as what it depends on allows, and
 * each until it is healthy (or runs, without a health check).
 *
 * An abort is heeded between any two requests and within every wait and pull. Making, joining and starting a container are
 * short and are waited for, so that nothing appears after this has returned; each leaves a state from which
 * {@link planUp}, {@link stopAll} and {@link down} go on.
 * @throws MarsadError for the first that failed, after all others have come to rest; the signal's reason.
 */
export async function executeUp(
  work: EngineWork,
  project: ComposeProject,
  services: readonly ComposeService[],
  actions: readonly UpAction[],
  signal: AbortSignal,
): Promise<void> {
  for (const action of actions) {
    signal.throwIfAborted()
    switch (action.kind) {
      case 'pull':
        await pullImage(
          work.docker,
          action.image,
          action.services,
          (progress) => work.report({ kind: 'pull', progress }),
          signal,
        )
        work.report({ kind: 'pulled', image: action.image })
        break
      case 'create-network':
        await createNetwork(work, project, action)
        break
      case 'create-volume':
        await createVolume(work, project, action)
        break
      case 'remove':
        await stopContainer(work, action.container, signal)
        await removeContainer(work, action.container, { volumes: false })
        break
      case 'service':
        break
    }
  }
  const serviceActions = actions.filter((action) => action.kind === 'service')
  await runServices(work, project, services, serviceActions, signal)
}

async function runServices(
  work: EngineWork,
  project: ComposeProject,
  services: readonly ComposeService[],
  actions: readonly ServiceAction[],
  signal: AbortSignal,
): Promise<void> {
  const oneFailed = new AbortController()
  const either = AbortSignal.any([signal, oneFailed.signal])
  // Every service waits on it, with several requests each: no leak, whatever their number.
  setMaxListeners(0, either)
  /** Service → its container, once it has been started. */
  const started = new Map<string, Promise<string>>()
  const tasks: Promise<void>[] = []
  // The plan's order has whatever a service depends on before it.
  for (const action of actions) {
    const { service, change, after } = action
    const start = (async () => {
      await Promise.all(
        after.map(async (other) => {
          const id = await started.get(other.service)
          if (id !== undefined) await waitForContainer(work.docker, id, other.service, other.condition, either)
        }),
      )
      either.throwIfAborted()
      return change.kind === 'wait' ? change.container.id : await bringUp(work, project, action, either)
    })()
    started.set(service.name, start)
    const toTheEnd = async (): Promise<void> => {
      const id = await start
      const goal = isAwaitedToEnd(service, services) ? 'service_completed_successfully' : 'ready'
      work.report({ kind: 'container', service: service.name, state: 'waiting' })
      await waitForContainer(work.docker, id, service.name, goal, either)
      work.report({ kind: 'container', service: service.name, state: 'reached' })
    }
    // Those that depend on it end with the same, and the others wait no longer. Only the first reason is kept.
    tasks.push(toTheEnd().catch((thrown: unknown) => oneFailed.abort(thrown)))
  }
  await Promise.all(tasks)
  signal.throwIfAborted()
  oneFailed.signal.throwIfAborted()
}

/** @returns the id of the container that runs now. */
async function bringUp(
  work: EngineWork,
  project: ComposeProject,
  { service, change }: ServiceAction,
  signal: AbortSignal,
): Promise<string> {
  switch (change.kind) {
    case 'create': {
      const id = await create(work, project, service, [])
      signal.throwIfAborted()
      return await start(work, service, id)
    }
    case 'recreate': {
      const image = await imageOf(work, service)
      await stopContainer(work, change.container, signal)
      signal.throwIfAborted()
      // Without a look at the signal between: volumes without a name are known by the old container alone.
      await removeContainer(work, change.container, { volumes: false })
      const id = await create(work, project, service, keptVolumes(project, service, image, change.container))
      signal.throwIfAborted()
      return await start(work, service, id)
    }
    case 'restart':
      await stopContainer(work, change.container, signal)
      signal.throwIfAborted()
      return await start(work, service, change.container.id)
    case 'start':
      return await start(work, service, change.container.id)
    case 'unpause':
      await engineCall(service.name, () => work.docker.getContainer(change.container.id).unpause())
      work.report({ kind: 'container', service: service.name, state: 'started' })
      return change.container.id
    case 'wait':
      return change.container.id
  }
}

async function imageOf(work: EngineWork, service: ComposeService): Promise<ImageFacts> {
  const image = await engineCall(service.image, () => observeImage(work.docker, service.image))
  if (image === null) throw new MarsadError('image_missing', { image: service.image, service: service.name })
  return image
}

async function create(
  work: EngineWork,
  project: ComposeProject,
  service: ComposeService,
  kept: readonly KeptVolume[],
): Promise<string> {
  const image = await imageOf(work, service)
  const { options, furtherNetworks } = containerRequest(project, service, image, kept)
  const name = containerName(project, service)
  // docker-modem puts all of the options into the address as well unless it is told what belongs there.
  const request = { name, _query: { name }, _body: options }
  const { id } = await engineCall(service.name, () => work.docker.createContainer(request))
  for (const { name, aliases } of furtherNetworks) {
    await engineCall(service.name, () =>
      work.docker.getNetwork(name).connect({ Container: id, EndpointConfig: { Aliases: aliases } }),
    )
  }
  work.report({ kind: 'container', service: service.name, state: 'created' })
  return id
}

/** Volumes without a name that the new container goes on with: those at a place where the model has no other. */
export function keptVolumes(
  project: ComposeProject,
  service: ComposeService,
  image: Pick<ImageFacts, 'volumes'>,
  old: Pick<ObservedContainer, 'facts'>,
): KeptVolume[] {
  const unnamed = new Set([
    ...image.volumes,
    ...service.mounts.filter(({ source }) => source === null).map(({ target }) => target),
  ])
  const named = new Set(service.mounts.filter(({ source }) => source !== null).map(({ target }) => target))
  const ofProject = new Set([...project.volumes.values()].map(({ name }) => name))
  return old.facts.mounts
    .filter(
      ({ kind, source, target }) =>
        kind === 'volume' && unnamed.has(target) && !named.has(target) && !ofProject.has(source),
    )
    .map(({ source, target }) => ({ name: source, target }))
}

async function start(work: EngineWork, service: ComposeService, id: string): Promise<string> {
  try {
    await work.docker.getContainer(id).start()
  } catch (thrown) {
    // 304: it runs already.
    if (!hasStatus(thrown, 304)) throw await startFailure(work, service, thrown)
  }
  work.report({ kind: 'container', service: service.name, state: 'started' })
  return id
}

async function startFailure(work: EngineWork, service: ComposeService, thrown: unknown): Promise<unknown> {
  const port = takenPort(thrown instanceof Error ? thrown.message : '')
  if (port === null) return engineFailure(thrown, service.name)
  const owner = await holderOf(work, port)
  return new MarsadError('port_taken', { service: service.name, port, ...(owner === null ? {} : { owner }) }, thrown)
}

/** A container by its name, else a program where it can be asked for. */
async function holderOf(work: EngineWork, port: number): Promise<string | null> {
  const running = containerListSchema.parse(await work.docker.listContainers())
  const holder = portHolder(running, port, 'tcp') ?? portHolder(running, port, 'udp')
  if (holder !== null) return holderName(holder)
  return work.portOwner === null ? null : await work.portOwner(port)
}

async function createNetwork(
  { docker, report }: EngineWork,
  project: ComposeProject,
  { network }: Extract<UpAction, { kind: 'create-network' }>,
): Promise<void> {
  await engineCall(network.name, () =>
    docker.createNetwork({
      Name: network.name,
      // Else an engine makes a second one of the same name without a word.
      CheckDuplicate: true,
      Driver: network.driver ?? 'bridge',
      Internal: network.internal,
      Attachable: true,
      Labels: networkLabels(project, network),
    }),
  )
  report({ kind: 'network', name: network.name, state: 'created' })
}

async function createVolume(
  { docker, report }: EngineWork,
  project: ComposeProject,
  { volume }: Extract<UpAction, { kind: 'create-volume' }>,
): Promise<void> {
  await engineCall(volume.name, () =>
    docker.createVolume({
      Name: volume.name,
      ...(volume.driver === null ? {} : { Driver: volume.driver }),
      Labels: volumeLabels(project, volume),
    }),
  )
  report({ kind: 'volume', name: volume.name, state: 'created' })
}

async function engineCall<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (thrown) {
    throw engineFailure(thrown, what)
  }
}
