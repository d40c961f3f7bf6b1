import { request, type IncomingMessage } from 'node:http'
import type { HttpService } from '../../clients/httpText'

/** Connect gives up what it waits for itself after 90 s. */
const answerLimitMs = 100_000

/** What passes the door: the rest of a caller's head does not reach Connect. */
export interface PassedRequest {
  readonly method: string
  readonly target: string
  readonly body: Buffer | null
  readonly signal: AbortSignal
}

/**
 * Puts a request to Connect, written from its parts, with the console's account.
 * Rejects when there is no answer, or the signal aborts.
 */
export function askConnect(
  { url, account }: Pick<HttpService, 'url' | 'account'>,
  { method, target, body, signal }: PassedRequest,
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request({
      // A connection of its own: one that Connect closes just now would make a change fail that must not be sent twice.
      agent: false,
      host: hostname,
      port,
      method,
      path: target,
      signal,
      timeout: answerLimitMs,
      headers: {
        Accept: 'application/json',
        ...(body === null ? {} : { 'Content-Type': 'application/json' }),
        ...(method === 'GET' || method === 'HEAD' ? {} : { 'Content-Length': body?.length ?? 0 }),
      },
      ...(account === null ? {} : { auth: `${account.user}:${account.password}` }),
    })
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${answerLimitMs} ms`)))
    sent.on('error', reject)
    sent.on('response', resolve)
    sent.end(body ?? undefined)
  })
}
