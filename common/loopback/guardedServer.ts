/** The one way to open a local HTTP port: no page of a browser is answered, on either loopback address. ESLint refuses any other. */
import { once } from 'node:events'
import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import { limitConnections } from './limitConnections'
import { listenLoopback } from './listenLoopback'
import { guardHeaders, refusesPage } from './pageGuard'

export interface GuardedServer {
  readonly port: number
  /** Frees the port at once and ends what is under way. */
  close(): Promise<void>
}

export interface GuardedAnswers {
  /** Answers a request that is not a page's. What it rejects with ends the connection. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Answers with an error of the server's own kind. */
  refuse(response: ServerResponse, status: number, message: string): void
  /** An answer failed. */
  failed(thrown: unknown): void
}

export const pageRefusal = 'Requests from web pages are not answered, and the Host must name this port of the loopback.'

const mostConnections = 64
/** A head of 16 KiB, whole within 10 s; a request whole within 30 s; an idle connection closes after 5 s. */
const limits = { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 }

/**
 * @param port 0 for any free one.
 * @throws what listening fails with.
 */
export async function openGuardedServer(port: number, answers: GuardedAnswers): Promise<GuardedServer> {
  let own = port
  // Node's own refusal of a request without a Host lacks the guard's headers; the guard refuses it as well.
  const server = createServer({ ...limits, connectionsCheckingInterval: 2_000, requireHostHeader: false })
  limitConnections(server, mostConnections)
  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(guardHeaders)) response.setHeader(name, value)
    if (refusesPage(request.headers, own)) {
      // What a page still sends is not read.
      response.setHeader('Connection', 'close')
      answers.refuse(response, 403, pageRefusal)
      return
    }
    answers.answer(request, response).catch((thrown: unknown) => {
      answers.failed(thrown)
      response.destroy()
    })
  })
  server.on('checkExpectation', (_request, response) => {
    for (const [name, value] of Object.entries(guardHeaders)) response.setHeader(name, value)
    answers.refuse(response, 417, 'This expectation is not met.')
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    socket.end(rawRefusal(error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400))
  })
  const listener = await listenLoopback(server, port)
  own = listener.port
  return {
    port: own,
    close: async () => {
      const closed = once(server, 'close')
      listener.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** For what could not be read as a request. */
function rawRefusal(status: number): string {
  const headers = { ...guardHeaders, Connection: 'close', 'Content-Length': '0' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', ''].join('\r\n')
}
