import { connect as connectInClear, isIP, type Socket } from 'node:net'
import { connect as connectOverTls } from 'node:tls'
import type { Tls } from '../../../contract/workers'
import { tlsTrust } from '../../clients/tlsTrust'

export interface Address {
  readonly host: string
  readonly port: number
}

/** `host:port`, as people write it; an IPv6 address stands in brackets. */
export function addressText({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The inverse of {@link addressText}. */
export function addressOf(text: string): Address {
  const colon = text.lastIndexOf(':')
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) }
}

/**
 * Connects, and with `tls` shakes hands and verifies the certificate, then hangs up: so that what hinders a service's client is told in
 * the system's own words, without the client's retries. Rejects with the socket's error.
 */
export function dial({ host, port }: Address, tls: Tls | null, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const socket: Socket =
      tls === null
        ? connectInClear({ host, port }, () => done())
        : connectOverTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...tlsTrust(tls) }, () =>
            done(),
          )
    const stop = (): void => void socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('stopped'))
    signal.addEventListener('abort', stop, { once: true })
    const done = (): void => {
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve()
    }
    socket.on('error', (error) => {
      signal.removeEventListener('abort', stop)
      reject(error)
    })
  })
}
