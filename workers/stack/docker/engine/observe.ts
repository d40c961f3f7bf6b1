import type Docker from 'dockerode'
import type { ComposeProject, ComposeService } from '../compose/project'
import {
  containerListSchema,
  containerSchema,
  imageSchema,
  networkListSchema,
  volumeListSchema,
  type ContainerAnswer,
  type HealthcheckAnswer,
} from './engineAnswers'
import { hasStatus } from './engineFailure'
import { portText, restartText, sortedMounts } from './expectedFacts'
import { labelNames, serviceOf } from './labels'
import type { Health, HealthFacts, ImageFacts, ObservedContainer, ObservedProject, OtherContainer } from './observed'

/**
 * Reads all that a plan needs to know of an engine.
 * @param services whose images are looked for.
 * @throws when the engine does not answer; see {@link engineFailure}.
 */
export async function observe(
  docker: Docker,
  project: Pick<ComposeProject, 'name'>,
  services: readonly Pick<ComposeService, 'image'>[],
  signal: AbortSignal,
): Promise<ObservedProject> {
  const [listed, networks, volumes, images] = await Promise.all([
    docker.listContainers({ all: true, abortSignal: signal }).then((answer) => containerListSchema.parse(answer)),
    docker.listNetworks({ abortSignal: signal }).then((answer) => networkListSchema.parse(answer)),
    docker.listVolumes({ abortSignal: signal }).then((answer) => volumeListSchema.parse(answer).Volumes),
    observeImages(docker, new Set(services.map(({ image }) => image))),
  ])
  const containers: ObservedContainer[] = []
  const others: OtherContainer[] = []
  for (const { Id, Names, Labels } of listed) {
    const owner = Labels[labelNames.project] ?? null
    const part = owner === project.name ? serviceOf(Labels) : null
    if (part === null) {
      const name = bareName(Names[0] ?? '')
      others.push({ id: Id, name, project: owner, service: Labels[labelNames.service] ?? null })
      continue
    }
    const container = await observeContainer(docker, Id, signal)
    if (container !== null) containers.push(container)
  }
  const ownerOf = (labels: Readonly<Record<string, string>>): string | null => labels[labelNames.project] ?? null
  return {
    containers,
    others,
    networks: networks.map(({ Id, Name, Driver, Internal, Labels }) => ({
      id: Id,
      name: Name,
      driver: Driver,
      internal: Internal,
      project: ownerOf(Labels),
    })),
    volumes: volumes.map(({ Name, Labels }) => ({ name: Name, project: ownerOf(Labels) })),
    images,
  }
}

/** Null when it is gone. */
export async function inspectContainer(
  docker: Docker,
  id: string,
  signal: AbortSignal | null,
): Promise<ContainerAnswer | null> {
  try {
    const answer: unknown = await docker.getContainer(id).inspect(signal === null ? {} : { abortSignal: signal })
    return containerSchema.parse(answer)
  } catch (thrown) {
    if (hasStatus(thrown, 404)) return null
    throw thrown
  }
}

/** Null when it is gone, or is no part of a project. */
export async function observeContainer(
  docker: Docker,
  id: string,
  signal: AbortSignal | null,
): Promise<ObservedContainer | null> {
  const answer = await inspectContainer(docker, id, signal)
  const part = answer === null ? null : serviceOf(answer.Config.Labels)
  return answer === null || part === null ? null : observedContainer(answer, part)
}

/** An answer of the engine in the plan's words. */
export function observedContainer(
  answer: ContainerAnswer,
  part: { readonly service: string; readonly number: number },
): ObservedContainer {
  const { Config, HostConfig, State } = answer
  return {
    id: answer.Id,
    name: bareName(answer.Name),
    ...part,
    state: State.Status,
    health: healthOf(State.Health?.Status),
    exitCode: State.ExitCode,
    restarts: answer.RestartCount,
    labels: Config.Labels,
    facts: {
      imageId: answer.Image,
      entrypoint: Config.Entrypoint,
      command: Config.Cmd,
      environment: environmentMap(Config.Env),
      ports: portFacts(HostConfig.PortBindings ?? {}),
      mounts: sortedMounts(
        answer.Mounts.flatMap(({ Type, Name, Source, Destination, RW }) =>
          Type === 'volume' || Type === 'bind'
            ? [
                {
                  kind: Type,
                  source: Type === 'volume' ? (Name ?? '') : sharedFolder(Source),
                  target: Destination,
                  readOnly: !RW,
                },
              ]
            : [],
        ),
      ),
      health: healthFacts(Config.Healthcheck),
      networks: [...answer.NetworkSettings.Networks].sort(),
      restart: restartText(HostConfig.RestartPolicy?.Name ?? '', HostConfig.RestartPolicy?.MaximumRetryCount ?? 0),
      memory: HostConfig.Memory,
    },
  }
}

async function observeImages(docker: Docker, references: ReadonlySet<string>): Promise<Map<string, ImageFacts>> {
  const found = await Promise.all(
    [...references].map(async (reference) => [reference, await observeImage(docker, reference)] as const),
  )
  return new Map(found.flatMap(([reference, facts]) => (facts === null ? [] : [[reference, facts] as const])))
}

/** Null when the engine does not hold it. */
export async function observeImage(docker: Docker, reference: string): Promise<ImageFacts | null> {
  try {
    const answer: unknown = await docker.getImage(reference).inspect()
    const { Id, Config } = imageSchema.parse(answer)
    return {
      id: Id,
      entrypoint: Config?.Entrypoint ?? [],
      command: Config?.Cmd ?? [],
      environment: environmentMap(Config?.Env ?? []),
      health: healthFacts(Config?.Healthcheck),
      volumes: Config?.Volumes ?? [],
    }
  } catch (thrown) {
    if (hasStatus(thrown, 404)) return null
    throw thrown
  }
}

const bareName = (name: string): string => name.replace(/^\//, '')

/** Docker Desktop tells folders of the machine under the place where its virtual machine has them. */
const sharedFolder = (path: string): string => path.replace(/^\/host_mnt(?=\/)/, '')

const environmentMap = (list: readonly string[]): Map<string, string> =>
  new Map(
    list.map((entry) => {
      const end = entry.indexOf('=')
      return end === -1 ? [entry, ''] : [entry.slice(0, end), entry.slice(end + 1)]
    }),
  )

function portFacts(
  bindings: Readonly<Record<string, readonly { HostIp: string; HostPort: string }[] | null>>,
): string[] {
  return Object.entries(bindings)
    .flatMap(([inside, outside]) => {
      const [port = '', protocol] = inside.split('/')
      return (outside ?? []).map(({ HostIp, HostPort }) =>
        portText({
          containerPort: Number(port),
          protocol: protocol === 'udp' ? 'udp' : 'tcp',
          hostPort: HostPort === '' || HostPort === '0' ? null : Number(HostPort),
          hostAddress: HostIp === '' ? null : HostIp,
        }),
      )
    })
    .sort()
}

function healthOf(status: string | undefined): Health {
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : 'none'
}

function healthFacts(check: HealthcheckAnswer): HealthFacts | null {
  if (check === null || check === undefined || check.Test.length === 0 || check.Test[0] === 'NONE') return null
  return {
    test: check.Test,
    interval: check.Interval,
    timeout: check.Timeout,
    startPeriod: check.StartPeriod,
    retries: check.Retries,
  }
}
