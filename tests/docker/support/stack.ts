/** A Compose project of one test, on the real engine. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { enabledServices } from '../../../workers/stack/docker/compose/enabledServices'
import type { ComposeProject, ComposeService } from '../../../workers/stack/docker/compose/project'
import { readProject } from '../../../workers/stack/docker/compose/readProject'
import type { DockerConnection } from '../../../workers/stack/docker/discovery/connectDocker'
import { down } from '../../../workers/stack/docker/engine/down'
import type { EngineEvent, EngineWork } from '../../../workers/stack/docker/engine/engineWork'
import { projectFilter } from '../../../workers/stack/docker/engine/labels'
import { observe } from '../../../workers/stack/docker/engine/observe'
import type { ObservedContainer } from '../../../workers/stack/docker/engine/observed'
import { up } from '../../../workers/stack/docker/engine/up'
import type { UpPlan } from '../../../workers/stack/docker/engine/planUp'
import { portOwner } from '../../../workers/stack/ports/portOwner'
import { connectTestEngine } from './engine'

export interface TestStack {
  /** Also the project's name. */
  readonly name: string
  readonly folder: string
  readonly work: EngineWork
  readonly docker: DockerConnection['docker']
  /** What was told since the last look at it. */
  readonly events: EngineEvent[]
  readonly read: (environment?: Readonly<Record<string, string>>) => Promise<ComposeProject>
  readonly up: (environment?: Readonly<Record<string, string>>, signal?: AbortSignal) => Promise<UpPlan>
  readonly down: (options: { readonly volumes: boolean }) => Promise<void>
  readonly containers: () => Promise<ObservedContainer[]>
  readonly container: (service: string) => Promise<ObservedContainer>
  /** Names of all that is left of the project, by label. */
  readonly leftovers: () => Promise<string[]>
  /** Takes everything away. */
  readonly end: () => Promise<void>
}

/** A small project of its own file. */
export async function createStack(yaml: string): Promise<TestStack> {
  const folder = await mkdtemp(join(tmpdir(), 'marsadtest'))
  const file = join(folder, 'docker-compose.yml')
  await writeFile(file, yaml)
  // A project's name has small letters only.
  return stackOfFile(file, basename(folder).toLowerCase(), {}, () => rm(folder, { recursive: true, force: true }))
}

/**
 * A project of a file that is there.
 * @param variables of every look at the file, under those that a test gives.
 * @param afterwards what else is to be done at the end.
 */
export async function stackOfFile(
  file: string,
  name: string,
  variables: Readonly<Record<string, string>>,
  afterwards: () => Promise<void> = () => Promise.resolve(),
): Promise<TestStack> {
  const { docker, close } = await connectTestEngine()
  const events: EngineEvent[] = []
  const work: EngineWork = { docker, report: (event) => void events.push(event), portOwner }
  const read: TestStack['read'] = (environment = {}) =>
    readProject({ file, environment: { ...variables, ...environment }, projectName: name })
  const never = new AbortController().signal
  const containers = async (): Promise<ObservedContainer[]> => [
    ...(await observe(docker, { name }, [], never)).containers,
  ]
  const stack: TestStack = {
    name,
    folder: dirname(file),
    work,
    docker,
    events,
    read,
    up: async (environment, signal = never) => {
      const project = await read(environment)
      return up(work, project, servicesOf(project), signal)
    },
    down: async (options) => down(work, name, (await read()).services, options, never),
    containers,
    container: async (service) => {
      const found = (await containers()).find((one) => one.service === service)
      if (found === undefined) throw new Error(`${service} has no container`)
      return found
    },
    leftovers: async () => {
      const filters = projectFilter(name)
      const [listed, networks, { Volumes }] = await Promise.all([
        docker.listContainers({ all: true, filters }),
        docker.listNetworks({ filters }),
        docker.listVolumes({ filters }),
      ])
      return [
        ...listed.flatMap(({ Names }) => Names),
        ...networks.map((network) => network.Name),
        ...Volumes.map((volume) => volume.Name),
      ].sort()
    },
    end: async () => {
      await stack.down({ volumes: true })
      close()
      await afterwards()
    },
  }
  return stack
}

export const servicesOf = (project: ComposeProject): ComposeService[] => enabledServices(project, new Set())

/** What a plan does to services, such as `recreate a`. */
export const changesOf = (plan: UpPlan): string[] =>
  plan.actions.flatMap((action) => (action.kind === 'service' ? [`${action.change.kind} ${action.service.name}`] : []))
