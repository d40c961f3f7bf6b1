import { createServer, IncomingMessage, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { liveCounter } from './liveMetrics'
import { createMetricsRegistry, serveMetrics, type MetricsServer } from './metricsServer'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const guarded = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
}

async function statusOf(
  port: number,
  host: string,
  headers: OutgoingHttpHeaders,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders }> {
  const sent = request({ host, port, path: '/metrics', headers }).end()
  const [answer] = z.tuple([z.instanceof(IncomingMessage)]).parse(await once(sent, 'response'))
  answer.resume()
  return { status: answer.statusCode, headers: answer.headers }
}

async function serve(...given: Parameters<typeof serveMetrics>): Promise<MetricsServer> {
  const server = await serveMetrics(...given)
  closing.push(() => server.close())
  return server
}

describe('metrics server', () => {
  it('answers on the loopback address with the type of OpenMetrics, and nothing but GET /metrics', async () => {
    const { port } = await serve(createMetricsRegistry(), 0)
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
    expect(answer.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    expect(await answer.text()).toMatch(/# EOF\n$/)
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })).status).toBe(404)
  })

  it('answers on [::1] too, and no page: neither under another name nor from another origin', async () => {
    const { port } = await serve(createMetricsRegistry(), 0)
    const answers = await Promise.all([
      statusOf(port, '::1', { host: `[::1]:${port}` }),
      statusOf(port, '127.0.0.1', { host: `evil.example:${port}` }),
      statusOf(port, '127.0.0.1', { host: `0.0.0.0:${port}` }),
      statusOf(port, '127.0.0.1', { host: `localhost:${port}`, origin: 'http://evil.example' }),
      statusOf(port, '127.0.0.1', { host: `localhost:${port}`, 'sec-fetch-site': 'cross-site' }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 403, 403])
    for (const { headers } of answers) expect(headers).toMatchObject(guarded)
  })

  it('takes a free port where the wanted one is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    closing.push(async () => {
      other.close()
      await once(other, 'close')
    })
    const address = other.address()
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
    const { port } = await serve(createMetricsRegistry(), address.port)
    expect(port).not.toBe(address.port)
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).ok).toBe(true)
  })

  it('tells a scrape what failed', async () => {
    const registry = createMetricsRegistry()
    liveCounter(registry, { name: 'broken', help: 'Cannot be read.' }, () => {
      throw new Error('not to be read')
    })
    const { port } = await serve(registry, 0)
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
    expect([answer.status, await answer.text()]).toEqual([500, 'not to be read'])
  })
})
