import type { ComposeService } from '../compose/project'
import { removeContainer, stopContainer } from './endContainer'
import { networkListSchema, volumeListSchema } from './engineAnswers'
import { engineFailure, hasStatus } from './engineFailure'
import type { EngineWork } from './engineWork'
import { heed } from './heed'
import { projectFilter } from './labels'
import { projectContainers, stopOrder } from './stopAll'

/**
 * Stops and removes all of a project by its label: containers (one-offs and those of services that the file no longer has
 * as well), then its networks, and its volumes only when asked for. What others made, and what the file calls external,
 * bears no such label and stays.
 * @param services of the file, for the order.
 * @throws MarsadError docker_failed, when a network or volume is in use by others; the signal's reason.
 */
export async function down(
  work: EngineWork,
  project: string,
  services: ReadonlyMap<string, Pick<ComposeService, 'dependsOn'>>,
  options: { readonly volumes: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { docker, report } = work
  signal.throwIfAborted()
  for (const group of stopOrder(await projectContainers(work, project, { oneOffs: true }), services)) {
    signal.throwIfAborted()
    await Promise.all(
      group.map(async (container) => {
        await stopContainer(work, container, signal)
        signal.throwIfAborted()
        await removeContainer(work, container, options)
      }),
    )
  }
  const filters = projectFilter(project)
  const networks = networkListSchema.parse(
    await heed(signal, () => docker.listNetworks({ filters, abortSignal: signal })),
  )
  for (const { Id, Name } of networks) {
    signal.throwIfAborted()
    await unlessGone(Name, () => docker.getNetwork(Id).remove())
    report({ kind: 'network', name: Name, state: 'removed' })
  }
  if (!options.volumes) return
  const volumes = volumeListSchema.parse(await heed(signal, () => docker.listVolumes({ filters, abortSignal: signal })))
  for (const { Name } of volumes.Volumes) {
    signal.throwIfAborted()
    await unlessGone(Name, () => docker.getVolume(Name).remove())
    report({ kind: 'volume', name: Name, state: 'removed' })
  }
}

async function unlessGone(what: string, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove()
  } catch (thrown) {
    if (!hasStatus(thrown, 404)) throw engineFailure(thrown, what)
  }
}
