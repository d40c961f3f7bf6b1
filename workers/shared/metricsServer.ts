/** Answers `GET /metrics` on the loopback address in the OpenMetrics text format, for a Prometheus to scrape. */
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { Registry, type OpenMetricsContentType } from 'prom-client'

export type MetricsRegistry = Registry<OpenMetricsContentType>

export interface MetricsServer {
  readonly port: number
  close(): Promise<void>
}

export function createMetricsRegistry(): MetricsRegistry {
  const registry = new Registry<OpenMetricsContentType>()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  return registry
}

const host = '127.0.0.1'

/**
 * @param preferred the port to listen on; where it is taken, a free one.
 * @throws what listening on a free port fails with.
 */
export async function serveMetrics(registry: MetricsRegistry, preferred: number): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    answer(registry, response).catch((thrown: unknown) => response.destroy(asError(thrown)))
  })
  const port = await listen(server, preferred)
  return {
    port,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer(registry: MetricsRegistry, response: ServerResponse): Promise<void> {
  let text: string
  try {
    text = await registry.metrics()
  } catch (thrown) {
    response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(asError(thrown).message)
    return
  }
  response.writeHead(200, { 'content-type': registry.contentType }).end(text)
}

async function listen(server: Server, preferred: number): Promise<number> {
  try {
    return await listenOn(server, preferred)
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && (thrown.code === 'EADDRINUSE' || thrown.code === 'EACCES'))) {
      throw thrown
    }
    return listenOn(server, 0)
  }
}

async function listenOn(server: Server, port: number): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
