/** Answers `GET /metrics` on the loopback addresses in the OpenMetrics text format, for a Prometheus to scrape. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Registry, type OpenMetricsContentType } from 'prom-client'
import { hasCode } from '../../common/hasCode'
import { openGuardedServer, type GuardedServer } from '../../common/loopback/guardedServer'

export type MetricsRegistry = Registry<OpenMetricsContentType>
export type MetricsServer = GuardedServer

export function createMetricsRegistry(): MetricsRegistry {
  const registry = new Registry<OpenMetricsContentType>()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  return registry
}

/**
 * @param preferred the port to listen on; where it is taken, a free one.
 * @throws what listening on a free port fails with.
 */
export async function serveMetrics(registry: MetricsRegistry, preferred: number): Promise<MetricsServer> {
  const open = (port: number): Promise<MetricsServer> =>
    openGuardedServer(port, {
      answer: (request, response) => answer(registry, request, response),
      refuse: send,
      failed: (thrown) => console.error(`metrics: ${asError(thrown).message}`),
    })
  try {
    return await open(preferred)
  } catch (thrown) {
    if (!hasCode(thrown, 'EADDRINUSE', 'EACCES')) throw thrown
    return open(0)
  }
}

async function answer(registry: MetricsRegistry, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
    send(response, 404, '')
    return
  }
  let text: string
  try {
    text = await registry.metrics()
  } catch (thrown) {
    send(response, 500, asError(thrown).message)
    return
  }
  response.writeHead(200, { 'content-type': registry.contentType }).end(text)
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
