/** Stopping a project's containers in the reverse order of their start. */
import type { ComposeService } from '../compose/project'
import { stopContainer } from './endContainer'
import type { EngineWork } from './engineWork'
import { dependenciesOf, projectFilter, serviceOf, type Labels } from './labels'
import { containerListSchema } from './engineAnswers'

export interface ProjectContainer {
  readonly id: string
  readonly service: string
  readonly labels: Labels
}

/** The containers of a project by its label, one-offs too when asked for. Needs no file. */
export async function projectContainers(
  { docker }: Pick<EngineWork, 'docker'>,
  project: string,
  options: { readonly oneOffs: boolean },
): Promise<ProjectContainer[]> {
  const listed = containerListSchema.parse(await docker.listContainers({ all: true, filters: projectFilter(project) }))
  return listed.flatMap(({ Id, Labels }) => {
    const part = serviceOf(Labels)
    if (part === null && !options.oneOffs) return []
    return [{ id: Id, service: part?.service ?? '', labels: Labels }]
  })
}

/** Groups to end one after the other: whatever depends on others comes before them. */
export function stopOrder(
  containers: readonly ProjectContainer[],
  services: ReadonlyMap<string, Pick<ComposeService, 'dependsOn'>>,
): ProjectContainer[][] {
  const needs = (container: ProjectContainer): readonly string[] =>
    services.get(container.service)?.dependsOn.map(({ service }) => service) ?? dependenciesOf(container.labels)
  const groups: ProjectContainer[][] = []
  let left = [...containers]
  while (left.length > 0) {
    const needed = new Set(left.flatMap((container) => needs(container).filter((name) => name !== container.service)))
    const free = left.filter(({ service }) => !needed.has(service))
    // Labels that others wrote may lead in a circle: then all that is left goes at once.
    const group = free.length === 0 ? left : free
    groups.push(group)
    left = left.filter((container) => !group.includes(container))
  }
  return groups
}

/**
 * Stops the containers of a project, each within its own grace period.
 * @param services of the file, for the order; one that it does not know is placed by its container's label.
 * @param only those to stop; null for all.
 * @throws MarsadError docker_failed; the signal's reason.
 */
export async function stopAll(
  work: EngineWork,
  project: string,
  services: ReadonlyMap<string, Pick<ComposeService, 'dependsOn'>>,
  only: ReadonlySet<string> | null,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const containers = await projectContainers(work, project, { oneOffs: false })
  const chosen = containers.filter(({ service }) => only === null || only.has(service))
  for (const group of stopOrder(chosen, services)) {
    signal.throwIfAborted()
    await Promise.all(group.map((container) => stopContainer(work, container, signal)))
  }
}
