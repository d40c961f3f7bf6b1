import type { PublishedPort } from './project'

const short = /^(?:(?:(\[[0-9a-f:]+\]|[\d.]+):)?(\d*):)?(\d+)(?:\/(tcp|udp))?$/i

/**
 * The short form of a port, `[[address:]host:]container[/protocol]`; null when it is none. Ranges are not supported.
 * Source: Compose specification, "ports".
 */
export function parsePort(value: string): Omit<PublishedPort, 'line'> | null {
  const found = short.exec(value)
  if (found === null) return null
  const [, address, host, container, protocol] = found
  const hostPort = host === undefined || host === '' ? null : parsePortNumber(host)
  const containerPort = parsePortNumber(container ?? '')
  if (containerPort === null || (hostPort === null && host !== undefined && host !== '')) return null
  return {
    containerPort,
    protocol: protocol?.toLowerCase() === 'udp' ? 'udp' : 'tcp',
    hostPort,
    hostAddress: address?.replace(/^\[|\]$/g, '') ?? null,
  }
}

/** 1 to 65535, or null. */
export function parsePortNumber(text: string): number | null {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= 65_535 ? number : null
}
