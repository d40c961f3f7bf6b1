/** Where a Docker engine listens. */

export type DockerAddress =
  /** A Unix socket, or a named pipe on Windows. */
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: Tls | null }
  /** `path`: the engine's socket there; null for its usual one. */
  | {
      readonly kind: 'ssh'
      readonly host: string
      readonly port: number | null
      readonly user: string | null
      readonly path: string | null
    }

/** Paths of PEM files; null where there is none. */
export interface Tls {
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
  /** Whether the engine must prove who it is. */
  readonly isVerified: boolean
}

const plainPort = 2375
const securePort = 2376

/**
 * What DOCKER_HOST or a context names: unix, npipe, tcp, http, https and ssh addresses, and a bare host:port.
 * @param tls used with tcp; https has it even without files of its own.
 * @returns null when it is no address that a client could use.
 */
export function parseDockerAddress(text: string, tls: Tls | null): DockerAddress | null {
  const local = /^(?:unix|npipe):\/\/(.+)$/.exec(text)?.[1]
  if (local !== undefined) return { kind: 'socket', path: local }
  const url = parseUrl(/^[a-z]+:\/\//i.test(text) ? text : `tcp://${text}`)
  if (url === null || url.host === '' || url.password !== '' || url.search !== '' || url.hash !== '') return null
  // `ssh` would take such a name for an option.
  if (url.host.startsWith('-')) return null
  switch (url.scheme) {
    case 'ssh':
      return {
        kind: 'ssh',
        host: url.host,
        port: url.port,
        user: url.user === '' ? null : url.user,
        path: url.path === '' || url.path === '/' ? null : url.path,
      }
    case 'tcp':
    case 'http':
    case 'https': {
      if (url.user !== '' || (url.path !== '' && url.path !== '/')) return null
      const secure = url.scheme === 'https' ? (tls ?? { ca: null, cert: null, key: null, isVerified: true }) : tls
      return { kind: 'tcp', host: url.host, port: url.port ?? (secure === null ? plainPort : securePort), tls: secure }
    }
    default:
      return null
  }
}

/** As people and DOCKER_HOST write it. */
export function addressText(address: DockerAddress): string {
  const host = (name: string): string => (name.includes(':') ? `[${name}]` : name)
  switch (address.kind) {
    case 'socket':
      return `${address.path.startsWith('//./pipe/') ? 'npipe' : 'unix'}://${address.path}`
    case 'tcp':
      return `tcp://${host(address.host)}:${address.port}`
    case 'ssh': {
      const user = address.user === null ? '' : `${address.user}@`
      const port = address.port === null ? '' : `:${address.port}`
      return `ssh://${user}${host(address.host)}${port}${address.path ?? ''}`
    }
  }
}

/** An address that may hold a password, fit to be shown. */
export const withoutPassword = (text: string): string => text.replace(/\/\/([^/@:]*):[^/@]*@/, '//$1:***@')

interface Parts {
  readonly scheme: string
  readonly host: string
  readonly port: number | null
  readonly user: string
  readonly password: string
  readonly path: string
  readonly search: string
  readonly hash: string
}

function parseUrl(text: string): Parts | null {
  // The URL parser knows defaults of http and https and would hide a port that is written out.
  const scheme = text.slice(0, text.indexOf(':')).toLowerCase()
  const rest = `ssh:${text.slice(text.indexOf(':') + 1)}`
  if (!URL.canParse(rest)) return null
  const url = new URL(rest)
  return {
    scheme,
    host: decodeURIComponent(url.hostname).replace(/^\[|\]$/g, ''),
    port: url.port === '' ? null : Number(url.port),
    user: decodeURIComponent(url.username),
    password: url.password,
    path: decodeURIComponent(url.pathname),
    search: url.search,
    hash: url.hash,
  }
}
