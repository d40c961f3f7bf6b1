/**
 * Where to look for Docker. Docker's own command line decides: what a person named is used and nothing else, or `docker ps` in a
 * terminal would show another engine than Marsad does.
 *
 *   DOCKER_HOST → DOCKER_CONTEXT → the context that is in use → the sockets where engines usually listen
 */
import { join } from 'node:path'
import { MarsadError } from '../../../../contract/errors'
import { parseDockerAddress, withoutPassword, type DockerAddress, type Tls } from './dockerAddress'
import { readContext, readCurrentContext, tlsFiles } from './readContext'
import type { Surroundings } from './surroundings'
import { usualSockets } from './usualSockets'

/** Why an address is looked at. */
export type CandidateReason =
  | { readonly kind: 'DOCKER_HOST' }
  | { readonly kind: 'DOCKER_CONTEXT'; readonly context: string }
  | { readonly kind: 'currentContext'; readonly context: string }
  | { readonly kind: 'usual'; readonly product: string }

/** What named an address, by the name that people know; null where only habit did. */
export function reasonText(reason: CandidateReason): string | null {
  switch (reason.kind) {
    case 'DOCKER_HOST':
      return 'DOCKER_HOST'
    case 'DOCKER_CONTEXT':
      return `DOCKER_CONTEXT=${reason.context}`
    case 'currentContext':
      return `docker context ${reason.context}`
    case 'usual':
      return null
  }
}

export interface Candidate {
  readonly address: DockerAddress
  readonly reason: CandidateReason
}

/** The context that means: no context. */
const noContext = 'default'

/**
 * In the order in which they are tried. One only when a person named it.
 * @throws MarsadError docker_address {value, from}, docker_context {context, from}.
 */
export async function listCandidates(around: Surroundings): Promise<Candidate[]> {
  const configFolder = set(around.env.DOCKER_CONFIG) ?? join(around.home, '.docker')
  const host = set(around.env.DOCKER_HOST)
  if (host !== null) {
    const tls = await environmentTls(around, configFolder)
    return [{ address: addressOf(host, tls, 'DOCKER_HOST'), reason: { kind: 'DOCKER_HOST' } }]
  }
  const named = set(around.env.DOCKER_CONTEXT)
  if (named !== null && named !== noContext) {
    const address = await contextAddress(configFolder, named, 'DOCKER_CONTEXT')
    return [{ address, reason: { kind: 'DOCKER_CONTEXT', context: named } }]
  }
  const current = named === null ? currentContext(configFolder) : null
  if (current !== null && current !== noContext) {
    const address = await contextAddress(configFolder, current, join(configFolder, 'config.json'))
    return [{ address, reason: { kind: 'currentContext', context: current } }]
  }
  return usualSockets(around).map(({ product, path }) => ({
    address: { kind: 'socket', path },
    reason: { kind: 'usual', product },
  }))
}

const set = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value)

function addressOf(value: string, tls: Tls | null, from: string): DockerAddress {
  const address = parseDockerAddress(value, tls)
  if (address === null) throw new MarsadError('docker_address', { value: withoutPassword(value), from })
  return address
}

/** Source: Docker's manual, "Protect the Docker daemon socket": DOCKER_TLS_VERIFY, DOCKER_TLS and DOCKER_CERT_PATH. */
async function environmentTls({ env }: Surroundings, configFolder: string): Promise<Tls | null> {
  const isVerified = set(env.DOCKER_TLS_VERIFY) !== null
  if (!isVerified && set(env.DOCKER_TLS) === null) return null
  return { ...(await tlsFiles(set(env.DOCKER_CERT_PATH) ?? configFolder)), isVerified }
}

function currentContext(configFolder: string): string | null {
  try {
    return readCurrentContext(configFolder)
  } catch (thrown) {
    throw new MarsadError('docker_context', { from: join(configFolder, 'config.json') }, thrown)
  }
}

async function contextAddress(configFolder: string, context: string, from: string): Promise<DockerAddress> {
  let endpoint
  try {
    endpoint = await readContext(configFolder, context)
  } catch (thrown) {
    throw new MarsadError('docker_context', { context, from }, thrown)
  }
  if (endpoint === null) throw new MarsadError('docker_context', { context, from })
  return addressOf(endpoint.host, endpoint.tls, from)
}
