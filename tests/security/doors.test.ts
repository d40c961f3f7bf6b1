/** Act 10 and its kin: what a web page, or a name of somebody else's that points here, gets from the local HTTP ports. */
import { once } from 'node:events'
import { IncomingMessage, request, type OutgoingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { connectorName } from '../../contract/pipeline'
import { connectRest } from '../../workers/clients/connect/connectRest'
import { ask, readStatus, serviceOf } from '../support/instance'
import { waitFor } from '../support/waitFor'
import { connectPorts } from './support/connectPorts'

const signal = new AbortController().signal
let ports: Record<'door' | 'enricher' | 'leaderboard', number>
const paths = { door: `/connectors/${connectorName}/config`, enricher: '/metrics', leaderboard: '/metrics' } as const
const doors = ['door', 'enricher', 'leaderboard'] as const

beforeAll(async () => {
  const metricsPort = (worker: 'enricher' | 'leaderboard'): Promise<number> =>
    waitFor(`the metrics of ${worker}`, async () => {
      const { workers } = await readStatus(inject('dataDir'))
      const address = workers.find(({ name }) => name === worker)?.metrics ?? null
      return address === null ? false : Number(new URL(address).port)
    })
  ports = {
    door: (await connectPorts()).doorPort,
    enricher: await metricsPort('enricher'),
    leaderboard: await metricsPort('leaderboard'),
  }
})

async function send(
  host: string,
  port: number,
  path: string,
  headers: OutgoingHttpHeaders,
  method = 'GET',
): Promise<{ status: number | undefined; headers: IncomingMessage['headers']; body: string }> {
  const sent = request({ host, port, path, method, headers }).end()
  const [answer] = z.tuple([z.instanceof(IncomingMessage)]).parse(await once(sent, 'response'))
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
}

const guarded = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
}

describe.each(doors)('%s', (door) => {
  it.each(['127.0.0.1', '::1'])('answers a program of this machine on %s', async (address) => {
    const name = address === '::1' ? '[::1]' : address
    const answer = await send(address, ports[door], paths[door], { host: `${name}:${ports[door]}` })
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject(guarded)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it.each([
    ['a name that points here', (port: number) => ({ host: `evil.example:${port}` })],
    ['every address', (port: number) => ({ host: `0.0.0.0:${port}` })],
    ['a name without the port', () => ({ host: 'localhost' })],
    ['a page of another origin', (port: number) => ({ host: `localhost:${port}`, origin: 'http://evil.example' })],
    ['a page of this port', (port: number) => ({ host: `localhost:${port}`, origin: `http://localhost:${port}` })],
    ['a page in a frame', (port: number) => ({ host: `localhost:${port}`, 'sec-fetch-site': 'cross-site' })],
    [
      'both names of a rebinding',
      (port: number) => ({ host: `evil.example:${port}`, origin: `http://evil.example:${port}` }),
    ],
  ])('refuses %s (act 10)', async (_what, headers) => {
    const answer = await send('127.0.0.1', ports[door], paths[door], headers(ports[door]))
    expect(answer.status).toBe(403)
    expect(answer.headers).toMatchObject(guarded)
    expect(answer.body).not.toContain('database')
  })
})

describe('the door before Connect', () => {
  it('has a page restart nothing, although it runs as this very account (act 9)', async () => {
    const restart = `/connectors/${connectorName}/restart?includeTasks=true`
    const host = `localhost:${ports.door}`
    // What a page's POST carries, and what is left of it in a browser that sends neither Origin nor Sec-Fetch-Site.
    for (const headers of [{ host, origin: 'http://evil.example' }, { host }, { host, 'content-type': 'text/plain' }]) {
      const { status } = await send('127.0.0.1', ports.door, restart, headers, 'POST')
      expect(status).toBe('origin' in headers ? 403 : 415)
    }
    const { service } = await connectPorts()
    expect(await connectRest(service, signal).status(connectorName)).toMatchObject({ tasks: [{ state: 'RUNNING' }] })
  })

  it('closes with Connect, and opens on the same port before it', async () => {
    const dataDir = inject('dataDir')
    await ask(dataDir, 'service.stop', { name: 'connect' })
    await waitFor(
      'Connect to have stopped',
      async () => serviceOf(await readStatus(dataDir), 'connect').state === 'stopped',
    )
    await expect(send('127.0.0.1', ports.door, '/', { host: `localhost:${ports.door}` })).rejects.toThrow(
      'ECONNREFUSED',
    )
    await ask(dataDir, 'service.start', { name: 'connect' })
    const early = await waitFor('the door', async () => {
      const { status } = await send('127.0.0.1', ports.door, '/', { host: `localhost:${ports.door}` })
      return status
    })
    expect(early).toBe(503)
    await waitFor('Connect', async () => serviceOf(await readStatus(dataDir), 'connect').state === 'running', 60_000)
    expect((await connectPorts()).doorPort).toBe(ports.door)
    const { service } = await connectPorts()
    await waitFor(
      'the connector to run again',
      async () => (await connectRest(service, signal).status(connectorName))?.tasks[0]?.state === 'RUNNING',
      60_000,
    )
  })
})
