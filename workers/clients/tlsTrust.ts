/** Whom a TLS connection trusts, in the words of Node's tls module. */
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import type { Tls } from '../../contract/workers'

export interface TlsTrust {
  /** PEM; absent: the system's authorities. */
  readonly ca?: string
  /** The name asked for in the greeting (SNI), and so the one that the certificate must bear. */
  readonly servername?: string
}

/** For clients that verify the certificate against the host they connect to, unless told another name. */
export function tlsTrust({ ca, servername }: Tls): TlsTrust {
  return { ...(ca === null ? {} : { ca }), ...(servername === null ? {} : { servername }) }
}

export interface CheckedTlsTrust extends TlsTrust {
  readonly checkServerIdentity: (hostname: string, certificate: PeerCertificate) => Error | undefined
}

/**
 * For clients that upgrade a socket of their own: there Node does not know the host, and verifies an address's certificate
 * against the name `localhost`.
 * @param host where the client connects to.
 */
export function checkedTlsTrust(tls: Tls, host: string): CheckedTlsTrust {
  const wanted = tls.servername ?? host
  return { ...tlsTrust(tls), checkServerIdentity: (_hostname, certificate) => checkServerIdentity(wanted, certificate) }
}
