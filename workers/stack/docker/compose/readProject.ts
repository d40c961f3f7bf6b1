/** docker-compose.yml, read whole: variables, the specification's schema, our supported part, and what its parts say of each other. */
import { dirname, join, resolve } from 'node:path'
import { MarsadError } from '../../../../contract/errors'
import { readTextFile } from '../../../../files/readTextFile'
import { checkSchema } from './checkSchema'
import { parseEnvFile } from './envFile'
import { fieldsOf, flag, mapOf, pairs, text, type Read } from './fields'
import type { Lookup } from './interpolate'
import type { ComposeNetwork, ComposeProject, ComposeService, ComposeVolume } from './project'
import { chooseProjectName } from './projectName'
import { readService, defaultNetwork } from './readService'
import { readYaml } from './readYaml'
import { at, composeError, type Node, type Place } from './source'
import { findCircle } from './startOrder'

export interface ProjectSource {
  readonly file: string
  /** Wins over the file `.env` beside it. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Wins over every other name; null for Compose's own rules. */
  readonly projectName: string | null
}

/**
 * Reads the file, and `.env` beside it when there is one.
 * @throws MarsadError compose_missing when the file is not there; file_kind, file_large and no_permission for either file; else one of
 * compose_syntax, compose_size, compose_alias, compose_variable, compose_schema,
 * compose_unsupported, compose_value, compose_reference and compose_circle, each with file, line and key.
 */
export function readProject(source: ProjectSource): Promise<ComposeProject> {
  // What it throws is a rejection.
  return new Promise((done) => done(readNow(source)))
}

function readNow(source: ProjectSource): ComposeProject {
  const file = resolve(source.file)
  const envFile = join(dirname(file), '.env')
  const outer: Lookup = (name) => source.environment[name]
  const fromFile = parseEnvFile(readTextFile(envFile, 'follow') ?? '', envFile, outer)
  const lookup: Lookup = (name) => outer(name) ?? fromFile.get(name)
  const yaml = readTextFile(file, 'follow')
  if (yaml === null) throw new MarsadError('compose_missing', { path: file })
  return parseProject(yaml, file, lookup, source.projectName)
}

/** {@link readProject} on a text; @param file its absolute path. */
export function parseProject(
  yaml: string,
  file: string,
  lookup: Lookup,
  wantedName: string | null = null,
): ComposeProject {
  const { root, unset } = readYaml(yaml, file, lookup)
  checkSchema(root, file)
  const place: Place = { file, path: [] }
  const fields = fieldsOf('project', root, place)
  const { name, isValid } = chooseProjectName(
    file,
    wantedName,
    lookup('COMPOSE_PROJECT_NAME'),
    fields.read('name', text),
  )
  if (!isValid) throw composeError('compose_value', at(place, 'name'), fields.lineOf('name'), { value: name })

  const services = fields.read(
    'services',
    mapOf((node, where, key, line) => readService(key, line, node, where, file, lookup)),
  )
  if (services === null)
    throw composeError('compose_value', at(place, 'services'), fields.lineOf('services'), { value: '' })
  const networks = fields.read('networks', mapOf(network(name))) ?? new Map<string, ComposeNetwork>()
  const isDefaultUsed = [...services.values()].some((service) => service.networks.has(defaultNetwork))
  if (isDefaultUsed && !networks.has(defaultNetwork)) {
    networks.set(defaultNetwork, {
      key: defaultNetwork,
      name: `${name}_${defaultNetwork}`,
      external: false,
      driver: null,
      internal: false,
      labels: new Map(),
    })
  }
  const volumes = fields.read('volumes', mapOf(volume(name))) ?? new Map<string, ComposeVolume>()
  checkReferences(services, networks, volumes, place)
  return { name, file, services, networks, volumes, unsetVariables: unset }
}

type ReadNamed<T> = (node: Node, place: Place, key: string) => T

const network =
  (project: string): ReadNamed<ComposeNetwork> =>
  (node, place, key) => {
    const fields = fieldsOf('network', node, place)
    return {
      ...named(fields.read('name', text), fields.read('external', flag), project, key),
      driver: fields.read('driver', text),
      internal: fields.read('internal', flag) ?? false,
      labels: fields.read('labels', labels) ?? new Map(),
    }
  }

const volume =
  (project: string): ReadNamed<ComposeVolume> =>
  (node, place, key) => {
    const fields = fieldsOf('volume', node, place)
    return {
      ...named(fields.read('name', text), fields.read('external', flag), project, key),
      driver: fields.read('driver', text),
      labels: fields.read('labels', labels) ?? new Map(),
    }
  }

const labels: Read<Map<string, string>> = pairs(() => '')

/** The name in the engine: as given; else with the project before it, unless others made it. */
function named(
  given: string | null,
  external: boolean | null,
  project: string,
  key: string,
): Pick<ComposeNetwork, 'key' | 'name' | 'external'> {
  const isExternal = external ?? false
  return { key, name: given ?? (isExternal ? key : `${project}_${key}`), external: isExternal }
}

function checkReferences(
  services: ReadonlyMap<string, ComposeService>,
  networks: ReadonlyMap<string, ComposeNetwork>,
  volumes: ReadonlyMap<string, ComposeVolume>,
  place: Place,
): void {
  for (const service of services.values()) {
    const missing = (key: string, name: string): Error =>
      composeError('compose_reference', at(place, 'services', service.name, key), service.line, { name })
    for (const { service: other, required } of service.dependsOn) {
      if (required && !services.has(other)) throw missing('depends_on', other)
    }
    for (const name of service.networks.keys()) if (!networks.has(name)) throw missing('networks', name)
    for (const { kind, source } of service.mounts) {
      if (kind === 'volume' && source !== null && !volumes.has(source)) throw missing('volumes', source)
    }
  }
  const circle = findCircle(services)
  if (circle !== null) {
    const line = services.get(circle[0] ?? '')?.line ?? 1
    throw composeError('compose_circle', at(place, 'services'), line, { services: [...circle, circle[0]].join(' → ') })
  }
}
