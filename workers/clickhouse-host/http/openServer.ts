import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { listenLoopback, type LoopbackListener } from '../../../common/loopback/listenLoopback'
import { guardHeaders, refusesPage } from '../../../common/loopback/pageGuard'
import type { Peers } from '../access/peers'
import type { Role } from '../access/role'
import { answerQuery, type HostParts } from './answerQuery'
import { matches, readCredentials, type Credentials } from './credentials'
import { exception, type HttpException } from './exception'
import { readRequest } from './readRequest'
import { readTarget } from './readTarget'

/** ClickHouse's http_max_uri_size is 1 MiB. */
const longestHeadBytes = 1_200_000
const mostConnections = 512
/** Connections of other accounts, which are only refused: they must not use up the others. */
const mostStrangers = 16
const keepAliveMs = 30_000
/** For the head of a request, also of a connection that sends nothing at all. */
const headLimitMs = 20_000

/** Who may ask, and with which rights. */
export interface Account extends Credentials {
  readonly role: Role
}

export interface Door {
  readonly accounts: readonly Account[]
  readonly peers: Peers
  /** Clients reach a forwarder, under its port: the port of the Host header is not compared. */
  readonly forwarded: boolean
}

export interface OpenServer {
  readonly http: Server
  readonly listener: LoopbackListener
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...guardHeaders,
    'Content-Type': 'text/html; charset=UTF-8',
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(text)
}

function refuse(response: ServerResponse, { status, code, text }: HttpException): void {
  response.writeHead(status, {
    ...guardHeaders,
    'Content-Type': 'text/plain; charset=UTF-8',
    'X-ClickHouse-Exception-Code': code,
    'Content-Length': Buffer.byteLength(text) + 1,
  })
  response.end(`${text}\n`)
}

/** The port that a client believes to ask. */
function hostPort(host: string | undefined): number {
  return Number(/:(\d{1,5})$/.exec(host ?? '')?.[1] ?? 0)
}

/** What only a browser sends. Sec-Fetch-Mode alone comes from fetch in Node as well. */
const isBrowser = ({ headers }: IncomingMessage): boolean =>
  headers.origin !== undefined ||
  headers.referer !== undefined ||
  headers.cookie !== undefined ||
  Object.keys(headers).some((name) => name.startsWith('sec-fetch-') && name !== 'sec-fetch-mode')

interface Place extends Door {
  readonly parts: HostParts
  readonly port: number
}

async function route(place: Place, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { parts, accounts, peers, forwarded } = place
  const { version } = parts.engine
  const deny = (code: number, name: string, why: string): void => refuse(response, exception(code, name, why, version))
  if (refusesPage(request.headers, forwarded ? hostPort(request.headers.host) : place.port)) {
    deny(
      497,
      'ACCESS_DENIED',
      'Requests from web pages, or under another name than localhost with this port, are not answered.',
    )
    return
  }
  if (await peers.isStranger(request.socket)) {
    const why = 'Authentication failed: this ClickHouse answers only the account that it runs as, and root.'
    deny(516, 'AUTHENTICATION_FAILED', why)
    return
  }
  const method = request.method ?? 'GET'
  const target = readTarget(request.url ?? '/')
  if (target === null) {
    deny(36, 'BAD_ARGUMENTS', 'The address of the request is malformed: it is no path with percent-encoded UTF-8.')
    return
  }
  const { path, query } = target
  const reads = method === 'GET' || method === 'HEAD'
  if (reads && (path === '/ping' || (path === '/' && !query.has('query')))) {
    say(response, 200, 'Ok.\n')
    return
  }
  if (path !== '/') {
    const hint = 'Use / or /ping for health checks. Send queries from your program with POST method or GET /?query=...'
    refuse(response, {
      ...exception(1000, 'POCO_EXCEPTION', '', version),
      status: 404,
      text: `There is no handle\n\n${hint}`,
    })
    return
  }
  if (!reads && method !== 'POST') {
    say(response, 501, `Method ${method} is not supported.\n`)
    return
  }
  const given = readCredentials(request.headers, query)
  if (given.kind === 'mixed') {
    const why = 'Invalid authentication: it is not allowed to use more than one way of signing in at once.'
    deny(516, 'AUTHENTICATION_FAILED', why)
    return
  }
  if ((query.has('user') || query.has('password')) && isBrowser(request)) {
    deny(
      516,
      'AUTHENTICATION_FAILED',
      'Authentication failed: an address with a password is not answered to a browser.',
    )
    return
  }
  const account = accounts.find((each) => matches(given.credentials, each))
  if (account === undefined) {
    const who = given.credentials.user.slice(0, 128)
    deny(
      516,
      'AUTHENTICATION_FAILED',
      `${who}: Authentication failed: password is incorrect, or there is no user with such name.`,
    )
    return
  }
  const read = readRequest(method, query, request.headers)
  if (read.kind === 'refused') {
    deny(read.code, read.name, read.message)
    return
  }
  await answerQuery(parts, read.request, reads ? 'reader' : account.role, request, response)
}

/** A request that is no HTTP, or whose head does not come: answered by hand, for there is no response yet. */
function refuseRaw(error: Error & { code?: string }, socket: Duplex, version: string): void {
  const statuses: Readonly<Record<string, string>> = {
    HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
    ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  }
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const { text } = exception(1000, 'POCO_EXCEPTION', 'The request is no valid HTTP.', version)
  const headers = Object.entries(guardHeaders).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `HTTP/1.1 ${statuses[error.code ?? ''] ?? '400 Bad Request'}\r\n${headers.join('')}X-ClickHouse-Exception-Code: 1000\r\n`
  const length = `Content-Length: ${Buffer.byteLength(text) + 1}\r\nConnection: close`
  socket.end(`${head}Content-Type: text/plain; charset=UTF-8\r\n${length}\r\n\r\n${text}\n`, () => socket.destroy())
}

/** Bounds the connections: of this account and root together, of all others, and of those that are still looked up. */
function boundConnections(server: Server, peers: Peers): void {
  const counts = { unknown: 0, own: 0, stranger: 0 }
  const most = { unknown: mostConnections, own: mostConnections, stranger: mostStrangers }
  server.on('connection', (socket: Socket) => {
    let kind: keyof typeof counts = 'unknown'
    const become = (next: keyof typeof counts): void => {
      counts[kind] -= 1
      kind = next
      counts[kind] += 1
      if (counts[kind] > most[kind]) socket.destroy()
    }
    counts.unknown += 1
    socket.once('close', () => (counts[kind] -= 1))
    if (counts.unknown > most.unknown) {
      socket.destroy()
      return
    }
    peers.isStranger(socket).then(
      (stranger) => {
        if (!socket.destroyed) become(stranger ? 'stranger' : 'own')
      },
      (thrown: unknown) => {
        console.error(`peer: ${String(thrown)}`)
        socket.destroy()
      },
    )
  })
}

/** ClickHouse's HTTP interface on the loopback addresses; resolves when it listens. */
export async function openServer(parts: HostParts, door: Door, port: number): Promise<OpenServer> {
  const { version } = parts.engine
  const http = createServer(
    {
      maxHeaderSize: longestHeadBytes,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: headLimitMs,
      // An INSERT's body or a waiting statement may take long.
      requestTimeout: 0,
      // Node's own refusal has no guard headers.
      requireHostHeader: false,
    },
    (request, response) => {
      response.on('error', (error) => console.error(`answer: ${error.message}`))
      route({ ...door, parts, port }, request, response).catch((thrown: unknown) => {
        console.error(`request: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`)
        if (response.headersSent) response.destroy()
        else refuse(response, exception(1000, 'POCO_EXCEPTION', 'The request could not be answered.', version))
      })
    },
  )
  http.on('clientError', (error, socket) => refuseRaw(error, socket, version))
  http.on('checkExpectation', (request, response) => {
    request.resume()
    refuse(response, { ...exception(1000, 'POCO_EXCEPTION', 'Unknown Expect header.', version), status: 417 })
  })
  boundConnections(http, door.peers)
  const listener = await listenLoopback(http, port)
  http.on('error', (error) => console.error(`server: ${error.message}`))
  return { http, listener }
}
