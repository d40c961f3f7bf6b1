/** The door before Kafka Connect on its published port; which requests pass: doorVerdict.ts (docs/decisions/0035-door-before-connect.md). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { HttpService } from '../../clients/httpText'
import { openGuardedServer, type GuardedServer } from '../../../common/loopback/guardedServer'
import { askConnect } from './askConnect'
import { callerOf } from './callerOf'
import { doorVerdict, type DoorRefusal } from './doorVerdict'
import { maskSecrets } from './maskSecrets'
import { readLimited } from './readLimited'

/** Connect's REST interface behind the door. */
export type ConnectBehind = Pick<HttpService, 'url'> & { readonly account: NonNullable<HttpService['account']> }

const largestBody = 1024 * 1024
/** An answer that is masked is read whole before. */
const largestMasked = 8 * 1024 * 1024

/**
 * @param port the published one; 0 for any free one.
 * @param log what failed while a request was answered; never a part of the request.
 * @throws what listening fails with.
 */
export async function openConnectDoor(
  port: number,
  behind: ConnectBehind,
  log: (text: string) => void,
): Promise<GuardedServer> {
  return openGuardedServer(port, {
    answer: (request, response) => answer(request, response, behind),
    refuse,
    failed: (thrown) => log(`the door before Connect: ${thrown instanceof Error ? thrown.message : String(thrown)}`),
  })
}

async function answer(request: IncomingMessage, response: ServerResponse, behind: ConnectBehind): Promise<void> {
  const { method = '', url: target = '', headers } = request
  const hasBody = headers['transfer-encoding'] !== undefined || !/^0*$/.test(headers['content-length'] ?? '')
  const verdict = doorVerdict({
    method,
    target,
    contentType: headers['content-type'] ?? null,
    hasBody,
    fromBrowser: Object.keys(headers).some((name) => name.startsWith('sec-fetch-')),
    caller: await callerOf(request, behind.account),
  })
  if (typeof verdict !== 'string') {
    refuseUnread(request, response, verdict)
    return
  }
  const body = hasBody ? await readLimited(request, largestBody) : Buffer.alloc(0)
  if (body === null) {
    refuseUnread(request, response, { status: 413, message: `The body is longer than ${largestBody} bytes.` })
    return
  }
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  let answered: IncomingMessage
  try {
    answered = await askConnect(behind, { method, target, body: hasBody ? body : null, signal: gone.signal })
  } catch (thrown) {
    if (gone.signal.aborted) return
    refuse(response, 503, `Kafka Connect does not answer: ${codeOf(thrown)}`)
    return
  }
  response.statusCode = answered.statusCode ?? 502
  response.setHeader('Cache-Control', 'no-store')
  const type = answered.headers['content-type']
  if (type !== undefined) response.setHeader('Content-Type', type)
  try {
    if (method === 'HEAD') {
      answered.resume()
      response.end()
    } else if (verdict === 'pass_masked') await sendMasked(answered, response)
    else await pipeline(answered, response)
  } catch (thrown) {
    // Its caller left before the end.
    if (!gone.signal.aborted) throw thrown
  }
}

async function sendMasked(answered: IncomingMessage, response: ServerResponse): Promise<void> {
  const whole = await readLimited(answered, largestMasked)
  const value: unknown = whole === null ? null : parsed(whole.toString('utf8'))
  if (value === null) {
    refuse(response, 502, 'The answer of Kafka Connect could not be masked.')
    return
  }
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify(maskSecrets(value)))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null
    throw thrown
  }
}

/** As Connect itself tells an error. */
function refuse(response: ServerResponse, status: number, message: string): void {
  const text = JSON.stringify({ error_code: status, message })
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}

/** Also ends the connection where a body would follow that nobody reads. */
function refuseUnread(
  request: IncomingMessage,
  response: ServerResponse,
  { status, message }: Omit<DoorRefusal, 'status'> & { readonly status: number },
): void {
  if (!request.complete) response.setHeader('Connection', 'close')
  if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="Kafka Connect"')
  refuse(response, status, message)
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'no answer'
}
