import { MarsadError } from '../../../contract/errors'
import { publishedAccounts } from '../../../contract/loopbackEndpoints'
import { serviceNames, type ServiceName } from '../../../contract/snapshot'
import { plainEndpoints } from '../../../contract/plainEndpoints'
import type { Endpoints } from '../../../contract/workers'
import type { ComposeProject, ComposeService } from './compose/project'
import type { DockerAddress } from './discovery/dockerAddress'
import { isLoopback } from './preflight/isLoopback'

/** The port that each server listens on in its container; Kafka's listener for programs outside has any. */
const serverPorts: Readonly<Record<ServiceName, number | null>> = {
  postgres: 5432,
  kafka: null,
  connect: 8083,
  clickhouse: 8123,
  redis: 6379,
}

/**
 * Where the services of a Compose project will answer once they run: from here by their published ports, to each other by the
 * names of the project's network. Accounts are those that their images make from the environment.
 * @throws MarsadError compose_services {path, names} when the file lacks one of the five; docker_ports {service, address}
 * when its port cannot be reached from here.
 */
export function projectEndpoints(project: ComposeProject, engine: DockerAddress): Endpoints {
  const missing = serviceNames.filter((name) => !project.services.has(name))
  if (missing.length > 0) throw new MarsadError('compose_services', { path: project.file, names: missing.join(', ') })
  const at = (name: ServiceName): { host: string; port: number } => publishedAt(serviceOf(project, name), name, engine)
  const variable = (name: ServiceName, key: string): string | undefined => serviceOf(project, name).environment.get(key)
  const connect = at('connect')
  const connectUrl = `http://${connect.host}:${connect.port}`
  const clickhouse = at('clickhouse')
  const kafka = at('kafka')
  const user = variable('postgres', 'POSTGRES_USER') ?? 'postgres'
  return plainEndpoints({
    postgres: {
      ...at('postgres'),
      database: variable('postgres', 'POSTGRES_DB') ?? user,
      user,
      password: variable('postgres', 'POSTGRES_PASSWORD') ?? '',
    },
    postgresSuperuser: null,
    // Made by sql/postgres/02-replication.sql, which has the password.
    debezium: publishedAccounts.debezium,
    kafka: { brokers: [`${kafka.host}:${kafka.port}`], published: `${kafka.host}:${kafka.port}` },
    connect: { url: connectUrl, publishedUrl: connectUrl, account: null },
    clickhouse: {
      url: `http://${clickhouse.host}:${clickhouse.port}`,
      user: variable('clickhouse', 'CLICKHOUSE_USER') ?? 'default',
      password: variable('clickhouse', 'CLICKHOUSE_PASSWORD') ?? '',
    },
    redis: at('redis'),
    inside: {
      postgres: { host: 'postgres', port: 5432 },
      // Connect's own way to Kafka is every container's.
      kafka: { brokers: (variable('connect', 'BOOTSTRAP_SERVERS') ?? 'kafka:9092').split(',') },
    },
  })
}

/** The address of a service that the view shows. Null where it publishes none that is known before it runs. */
export function shownAddress(
  project: ComposeProject,
  name: string,
  engine: DockerAddress,
): { readonly host: string; readonly port: number } | null {
  const port = project.services.get(name)?.ports.find(({ hostPort }) => hostPort !== null)
  if (port === undefined || port.hostPort === null) return null
  return { host: hostOf(port.hostAddress, engine) ?? port.hostAddress ?? '', port: port.hostPort }
}

function serviceOf(project: ComposeProject, name: ServiceName): ComposeService {
  const service = project.services.get(name)
  if (service === undefined) throw new MarsadError('compose_services', { path: project.file, names: name })
  return service
}

function publishedAt(
  service: ComposeService,
  name: ServiceName,
  engine: DockerAddress,
): { host: string; port: number } {
  const wanted = serverPorts[name]
  const published = service.ports.find(
    ({ containerPort, hostPort }) => hostPort !== null && (wanted === null || containerPort === wanted),
  )
  const port = published?.hostPort ?? null
  if (published === undefined || port === null) {
    throw new MarsadError('docker_ports', { service: name })
  }
  const host = hostOf(published.hostAddress, engine)
  if (host === null) throw new MarsadError('docker_ports', { service: name, address: published.hostAddress ?? '' })
  return { host, port }
}

/** The host by which a published port is reached from here; null for a loopback of another machine. */
function hostOf(published: string | null, engine: DockerAddress): string | null {
  const isHere = engine.kind === 'socket' || isLoopback(engine.host)
  const isEverywhere = published === null || published === '0.0.0.0' || published === '::'
  if (isHere) return isEverywhere ? '127.0.0.1' : published
  if (isEverywhere) return engine.host
  return isLoopback(published) ? null : published
}
