/** One HTTP or HTTPS request with a whole answer as text. Not `fetch`: Node's takes neither an authority nor a server's name. */
import { request as requestInClear } from 'node:http'
import { request as requestOverTls } from 'node:https'
import { text } from 'node:stream/consumers'
import type { Tls } from '../../contract/workers'
import { tlsTrust } from './tlsTrust'

export interface HttpService {
  readonly url: string
  /** Basic authentication. */
  readonly account: { readonly user: string; readonly password: string } | null
  readonly tls: Tls | null
}

export interface HttpAnswer {
  readonly status: number
  /** The status is of the 200s. */
  readonly ok: boolean
  readonly text: string
}

/**
 * @param path begins with a slash; taken from the service's root, as `new URL(path, url)` does.
 * @param body sent as JSON; absent: none.
 * Rejects when there is no answer, or the signal aborts.
 */
export function httpText(
  { url, account, tls }: HttpService,
  method: string,
  path: string,
  signal: AbortSignal,
  body?: unknown,
): Promise<HttpAnswer> {
  const target = new URL(path, url)
  const options = {
    method,
    signal,
    headers: {
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(account === null ? {} : { auth: `${account.user}:${account.password}` }),
  }
  return new Promise((resolve, reject) => {
    const sent =
      target.protocol === 'https:'
        ? requestOverTls(target, { ...options, ...(tls === null ? {} : tlsTrust(tls)) })
        : requestInClear(target, options)
    sent.on('error', reject)
    sent.on('response', (answer) => {
      const status = answer.statusCode ?? 0
      text(answer).then((whole) => resolve({ status, ok: status >= 200 && status < 300, text: whole }), reject)
    })
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
