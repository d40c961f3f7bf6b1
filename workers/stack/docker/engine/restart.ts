import type { ComposeProject, ComposeService } from '../compose/project'
import { startOrder } from '../compose/startOrder'
import type { EngineWork } from './engineWork'
import { executeUp } from './executeUp'
import { heed } from './heed'
import { observe } from './observe'
import type { ServiceAction } from './planUp'
import { stopAll } from './stopAll'

/**
 * Stops containers and starts the same ones again until they are healthy; what changed in the file is not looked at, and a
 * service without a container is left out, as Compose does it.
 * @param only the services to restart, with those that ask for it by `restart: true` beside a dependency; null for all.
 * @throws as {@link stopAll} and {@link executeUp}.
 */
export async function restart(
  work: EngineWork,
  project: ComposeProject,
  services: readonly ComposeService[],
  only: ReadonlySet<string> | null,
  signal: AbortSignal,
): Promise<void> {
  const chosen = only === null ? null : withFollowers(services, only)
  await stopAll(work, project.name, project.services, chosen, signal)
  const { containers } = await heed(signal, () => observe(work.docker, project, [], signal))
  const actions: ServiceAction[] = []
  for (const service of startOrder(services).flat()) {
    const container = containers.find((found) => found.service === service.name)
    if (container === undefined || (chosen !== null && !chosen.has(service.name))) continue
    const after = service.dependsOn.filter((other) => actions.some((action) => action.service.name === other.service))
    actions.push({ kind: 'service', service, change: { kind: 'start', container }, after })
  }
  await executeUp(work, project, services, actions, signal)
}

/** With the services that want to be restarted when one of these is. */
export function withFollowers(services: readonly ComposeService[], only: ReadonlySet<string>): Set<string> {
  const all = new Set(only)
  for (const service of startOrder(services).flat()) {
    if (service.dependsOn.some((other) => other.restart && all.has(other.service))) all.add(service.name)
  }
  return all
}
