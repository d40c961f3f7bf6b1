import type { IncomingHttpHeaders } from 'node:http'
import { createHash, timingSafeEqual } from 'node:crypto'

export interface Credentials {
  readonly user: string
  readonly password: string
}

/** More than one way of signing in at once is refused, as ClickHouse does. */
export type ReadCredentials = { readonly kind: 'given'; readonly credentials: Credentials } | { readonly kind: 'mixed' }

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function readBasic(header: string): Credentials | null {
  const encoded = /^Basic\s+([A-Za-z0-9+/=]+)\s*$/i.exec(header)?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? { user: text, password: '' } : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

/**
 * Who asks: X-ClickHouse-User and -Key, or Basic, or `user` and `password` in the URL; nobody is `default` without a password.
 * Source: ClickHouse's manual, page on the HTTP interface.
 */
export function readCredentials(headers: IncomingHttpHeaders, query: URLSearchParams): ReadCredentials {
  const user = first(headers['x-clickhouse-user'])
  const key = first(headers['x-clickhouse-key'])
  const basic = headers.authorization === undefined ? null : readBasic(headers.authorization)
  const inUrl = query.has('user') || query.has('password')
  const inHeaders = user !== undefined || key !== undefined
  const ways = [inHeaders, headers.authorization !== undefined, inUrl].filter(Boolean).length
  if (ways > 1) return { kind: 'mixed' }
  if (inHeaders) return { kind: 'given', credentials: { user: user ?? 'default', password: key ?? '' } }
  if (basic !== null) return { kind: 'given', credentials: basic }
  return {
    kind: 'given',
    credentials: { user: query.get('user') ?? 'default', password: query.get('password') ?? '' },
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()

/** Compares in a time that tells nothing of how much was right. */
export function matches(given: Credentials, wanted: Credentials): boolean {
  const user = timingSafeEqual(digest(given.user), digest(wanted.user))
  const password = timingSafeEqual(digest(given.password), digest(wanted.password))
  return user && password
}
