import type { IncomingHttpHeaders } from 'node:http'

/** Headers of every answer of a local HTTP port: no page of a browser may load, frame or reinterpret it. */
export const guardHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
} as const

/**
 * Whether a request to a local HTTP port comes from a web page, or under a name of somebody else's that points here (DNS rebinding).
 * Programs send neither Origin nor Sec-Fetch-Site. The Host must be exactly a loopback name with the port of this server: a browser
 * sends no Sec-Fetch headers to 0.0.0.0, and a connection to it arrives here.
 * @param port the server's own
 */
export function refusesPage(headers: IncomingHttpHeaders, port: number): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'none') return true
  if (headers.origin !== undefined) return true
  const host = headers.host?.toLowerCase()
  return host !== `localhost:${port}` && host !== `127.0.0.1:${port}` && host !== `[::1]:${port}`
}
