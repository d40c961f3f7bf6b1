/**
 * A TLS front before a server of this machine that speaks in clear: the embedded ClickHouse engine has no TLS of its own, and
 * Connect's basic authentication is an extension that is not among its jars.
 */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:https'
import { once } from 'node:events'
import type { Certificates } from './certificates'

export interface TlsFront {
  close(): Promise<void>
}

/** @param account asked for by basic authentication; null: the server behind asks itself. */
export async function openTlsFront(
  certificates: Certificates,
  port: number,
  behind: number,
  account: { readonly user: string; readonly password: string } | null,
): Promise<TlsFront> {
  const wanted =
    account === null ? null : `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`
  const server = createServer(
    { cert: readFileSync(certificates.certificate), key: readFileSync(certificates.key) },
    (asked, answer) => {
      if (wanted !== null && asked.headers.authorization !== wanted) {
        answer.writeHead(401, { 'www-authenticate': 'Basic' }).end('not you')
        return
      }
      const { method, url, headers } = asked
      const passed = request({ host: '127.0.0.1', port: behind, method, path: url, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers)
        reply.pipe(answer)
      })
      passed.on('error', (error) => {
        if (!answer.headersSent) answer.writeHead(502)
        answer.end(error.message)
      })
      // A client that gives up ends its statement behind, too.
      answer.on('close', () => passed.destroy())
      asked.pipe(passed)
    },
  )
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    close: async () => {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}
