import { addressText, type Tls } from '../discovery/dockerAddress'
import type { Candidate } from '../discovery/listCandidates'
import { shellWord } from '../../../../common/shellWord'

export interface ShellTarget {
  readonly service: string
  readonly containerName: string
  /** The container's variables: they name the accounts. */
  readonly environment: ReadonlyMap<string, string>
}

/** Where Docker's command line looks when nobody tells it otherwise. */
const usualAddresses = ['unix:///var/run/docker.sock', 'npipe:////./pipe/docker_engine']

/**
 * The line for a terminal that opens a service's own client in its container; another container's shell. It never holds a
 * password: ClickHouse's client asks for it, Postgres trusts its own container.
 * @param isPodman whether the engine is Podman, whose people have its command line.
 */
export function shellCommand(target: ShellTarget, candidate: Candidate, isPodman: boolean): string {
  return [...engineWords(candidate, isPodman), 'exec', '-it', target.containerName, ...clientWords(target)]
    .map(shellWord)
    .join(' ')
}

function clientWords({ service, environment }: ShellTarget): string[] {
  switch (service) {
    case 'postgres': {
      const user = environment.get('POSTGRES_USER') ?? 'postgres'
      return ['psql', '-U', user, '-d', environment.get('POSTGRES_DB') ?? user]
    }
    case 'redis':
      return ['redis-cli']
    case 'clickhouse':
      return ['clickhouse-client', '--user', environment.get('CLICKHOUSE_USER') ?? 'default', '--password']
    case 'kafka':
    case 'connect':
      return ['bash']
    default:
      return ['sh']
  }
}

function engineWords({ address, reason }: Candidate, isPodman: boolean): string[] {
  const text = addressText(address)
  // A terminal may have another account's Podman in mind.
  if (isPodman) return ['podman', '--url', text]
  switch (reason.kind) {
    // In use there as well.
    case 'currentContext':
      return ['docker']
    case 'DOCKER_CONTEXT':
      return ['docker', '--context', reason.context]
    case 'DOCKER_HOST':
    case 'usual': {
      if (usualAddresses.includes(text)) return ['docker']
      return ['docker', '-H', text, ...(address.kind === 'tcp' && address.tls !== null ? tlsWords(address.tls) : [])]
    }
  }
}

function tlsWords({ ca, cert, key, isVerified }: Tls): string[] {
  return [
    isVerified ? '--tlsverify' : '--tls',
    ...(ca === null ? [] : ['--tlscacert', ca]),
    ...(cert === null ? [] : ['--tlscert', cert]),
    ...(key === null ? [] : ['--tlskey', key]),
  ]
}
