import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a request comes from a web page rather than from a program: the password is a known one, so any page that a
 * person of this machine opens could otherwise send statements here. Programs send neither header.
 * The Host must be an address or localhost: a name of the page's own that points here (DNS rebinding) is refused.
 */
export function refusesOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'none') return true
  if (headers.origin !== undefined) return true
  const host = (headers.host ?? 'localhost').replace(/:\d+$/, '')
  return !/^(localhost|\d+\.\d+\.\d+\.\d+|\[[0-9a-f:.]+\])$/i.test(host)
}
