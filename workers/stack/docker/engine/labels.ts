/** Compose's own labels: by them, never by a name, a project's containers, networks and volumes are found. */
import { dirname } from 'node:path'
import type { ComposeNetwork, ComposeProject, ComposeService, ComposeVolume } from '../compose/project'
import { configHash } from './configHash'

const prefix = 'com.docker.compose.'
/** Their names. Source: docker/compose v2, pkg/api/labels.go. */
export const labelNames = {
  project: `${prefix}project`,
  service: `${prefix}service`,
  containerNumber: `${prefix}container-number`,
  /** `True` for what `docker compose run` makes, which is no part of the running project. */
  oneoff: `${prefix}oneoff`,
  configHash: `${prefix}config-hash`,
  configFiles: `${prefix}project.config_files`,
  workingDir: `${prefix}project.working_dir`,
  version: `${prefix}version`,
  /** Id of the image that the container was made from. */
  image: `${prefix}image`,
  /** `service:condition:restart`, with commas between: how `docker compose down` finds the order without a file. */
  dependsOn: `${prefix}depends_on`,
  network: `${prefix}network`,
  volume: `${prefix}volume`,
} as const

/** The Compose whose labels these are; for people only: no Compose decides anything by it. */
const composeVersion = '2.0.0'

export type Labels = Readonly<Record<string, string>>

/** The filter of the engine's lists that leaves what belongs to a project. */
export const projectFilter = (project: string): { label: string[] } => ({ label: [`${labelNames.project}=${project}`] })

/** Labels of a service's container: its own, and Compose's, which win. @param imageId of the image it is made from. */
export function containerLabels(
  project: ComposeProject,
  service: ComposeService,
  number: number,
  imageId: string,
): Record<string, string> {
  return {
    ...Object.fromEntries(service.labels),
    [labelNames.project]: project.name,
    [labelNames.service]: service.name,
    [labelNames.containerNumber]: String(number),
    [labelNames.oneoff]: 'False',
    [labelNames.configHash]: configHash(project, service),
    [labelNames.configFiles]: project.file,
    [labelNames.workingDir]: dirname(project.file),
    [labelNames.version]: composeVersion,
    [labelNames.image]: imageId,
    [labelNames.dependsOn]: service.dependsOn
      .map((other) => `${other.service}:${other.condition}:${other.restart}`)
      .join(','),
  }
}

/**
 * Labels of a network. Newer Composes write a config hash here too, and make a network anew whose hash is another; one
 * without is left as it is, so none is written.
 */
export function networkLabels(project: ComposeProject, network: ComposeNetwork): Record<string, string> {
  return {
    ...Object.fromEntries(network.labels),
    [labelNames.project]: project.name,
    [labelNames.network]: network.key,
    [labelNames.version]: composeVersion,
  }
}

/** Labels of a volume; no config hash, as with {@link networkLabels}. */
export function volumeLabels(project: ComposeProject, volume: ComposeVolume): Record<string, string> {
  return {
    ...Object.fromEntries(volume.labels),
    [labelNames.project]: project.name,
    [labelNames.volume]: volume.key,
    [labelNames.version]: composeVersion,
  }
}

/** Whether a container is a running part of a project, and of which service; null for one-offs and everything else. */
export function serviceOf(labels: Labels): { readonly service: string; readonly number: number } | null {
  const service = labels[labelNames.service]
  if (service === undefined || labels[labelNames.oneoff]?.toLowerCase() === 'true') return null
  const number = Number(labels[labelNames.containerNumber] ?? '1')
  return { service, number: Number.isInteger(number) && number > 0 ? number : 1 }
}

/** The services that a container's label says its own depends on. */
export function dependenciesOf(labels: Labels): string[] {
  return (labels[labelNames.dependsOn] ?? '')
    .split(',')
    .map((entry) => entry.split(':')[0] ?? '')
    .filter((service) => service !== '')
}
