import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { answerQuery, type HostParts } from './answerQuery'
import { matches, readCredentials, type Credentials } from './credentials'
import { exception, type HttpException } from './exception'
import { readRequest } from './readRequest'
import { refusesOrigin } from './refusesOrigin'

/** ClickHouse's http_max_uri_size is 1 MiB. */
const longestHeadBytes = 1_200_000
const mostConnections = 512
const keepAliveMs = 30_000

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=UTF-8', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}

function refuse(response: ServerResponse, { status, code, text }: HttpException): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=UTF-8',
    'X-ClickHouse-Exception-Code': code,
    'Content-Length': Buffer.byteLength(text) + 1,
  })
  response.end(`${text}\n`)
}

function route(parts: HostParts, account: Credentials, request: IncomingMessage, response: ServerResponse): void {
  const { version } = parts.engine
  const method = request.method ?? 'GET'
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (refusesOrigin(request.headers)) {
    refuse(response, exception(497, 'ACCESS_DENIED', 'Requests from web pages are not answered.', version))
    return
  }
  const reads = method === 'GET' || method === 'HEAD'
  if (reads && (url.pathname === '/ping' || (url.pathname === '/' && !url.searchParams.has('query')))) {
    say(response, 200, 'Ok.\n')
    return
  }
  if (url.pathname !== '/') {
    say(
      response,
      404,
      `There is no handle ${url.pathname}\n\nUse / or /ping for health checks. Send queries from your program with POST method or GET /?query=...\n`,
    )
    return
  }
  if (!reads && method !== 'POST') {
    say(response, 501, `Method ${method} is not supported.\n`)
    return
  }
  const given = readCredentials(request.headers, url.searchParams)
  if (given.kind === 'mixed') {
    const why = 'Invalid authentication: it is not allowed to use more than one way of signing in at once.'
    refuse(response, exception(516, 'AUTHENTICATION_FAILED', why, version))
    return
  }
  if (!matches(given.credentials, account)) {
    const why = `${given.credentials.user}: Authentication failed: password is incorrect, or there is no user with such name.`
    refuse(response, exception(516, 'AUTHENTICATION_FAILED', why, version))
    return
  }
  const read = readRequest(method, url.searchParams, request.headers)
  if (read.kind === 'refused') {
    refuse(response, exception(read.code, read.name, read.message, version))
    return
  }
  void answerQuery(parts, read.request, request, response)
}

/** ClickHouse's HTTP interface on 127.0.0.1; resolves when it listens. */
export function openServer(parts: HostParts, account: Credentials, port: number): Promise<Server> {
  const server = createServer(
    { maxHeaderSize: longestHeadBytes, keepAliveTimeout: keepAliveMs },
    (request, response) => {
      response.on('error', (error) => console.error(`answer: ${error.message}`))
      try {
        route(parts, account, request, response)
      } catch (thrown) {
        const text = thrown instanceof Error ? thrown.message : String(thrown)
        refuse(response, exception(1000, 'POCO_EXCEPTION', text, parts.engine.version))
      }
    },
  )
  server.maxConnections = mostConnections
  // An INSERT's body or a waiting statement may take long.
  server.requestTimeout = 0
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      server.on('error', (error) => console.error(`server: ${error.message}`))
      resolve(server)
    })
  })
}
