import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { MarsadError } from '../../../../contract/errors'
import { connectDocker, type DockerConnection } from '../discovery/connectDocker'
import { pullImage } from './pullImage'
import type { PullProgress } from './pullProgress'

let server: Server | null = null
let connection: DockerConnection | null = null
afterEach(async () => {
  connection?.close()
  server?.closeAllConnections()
  server?.close()
  if (server !== null) await once(server, 'close')
  server = null
})

/** An engine that answers every pull in this way. */
async function engine(answer: (response: ServerResponse, url: string) => void): Promise<DockerConnection['docker']> {
  server = createServer((request, response) => answer(response, request.url ?? '')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  connection = await connectDocker({ kind: 'tcp', host: '127.0.0.1', port: address.port, tls: null })
  return connection.docker
}
const line = (message: object): string => `${JSON.stringify(message)}\r\n`
const half = { status: 'Downloading', id: 'aa', progressDetail: { current: 50, total: 100 } }
const never = new AbortController().signal

describe('pullImage', () => {
  it('tells how far it is, whatever pieces the answer comes in', async () => {
    const asked: string[] = []
    const docker = await engine((response, url) => {
      asked.push(url)
      const text = line({ status: 'Pulling from library/redis', id: '7' }) + line(half)
      response.write(text.slice(0, 60))
      setTimeout(() => response.end(text.slice(60) + line({ status: 'Pull complete', id: 'aa' })), 20)
    })
    const told: PullProgress[] = []
    await pullImage(docker, 'redis:7', ['cache'], (progress) => told.push(progress), never)
    expect(asked).toEqual(['/images/create?fromImage=redis%3A7'])
    expect(told.map(({ current, total }) => [current, total])).toEqual([
      [50, 100],
      [100, 100],
    ])
  })

  it.each([
    [
      'after it has begun',
      (response: ServerResponse) => response.end(line(half) + line({ error: 'unexpected EOF', errorDetail: {} })),
      'unexpected EOF',
    ],
    [
      'at once',
      (response: ServerResponse) => response.writeHead(404).end(JSON.stringify({ message: 'manifest unknown' })),
      'manifest unknown',
    ],
  ])('names an image that is refused %s', async (_when, answer, words) => {
    const docker = await engine(answer)
    const failed = await pullImage(docker, 'redis:0', ['cache', 'other'], () => undefined, never).catch(
      (thrown: unknown) => thrown,
    )
    if (!(failed instanceof MarsadError)) throw new Error('no MarsadError', { cause: failed })
    expect(failed.failure).toMatchObject({
      code: 'image_missing',
      details: { image: 'redis:0', service: 'cache, other' },
    })
    expect(failed.failure.cause).toContain(words)
  })

  it('ends with the reason of its signal while the answer still comes', async () => {
    const docker = await engine((response) => response.write(line(half)))
    const cancel = new AbortController()
    const reason = new Error('enough')
    const pull = pullImage(docker, 'redis:7', ['cache'], () => cancel.abort(reason), cancel.signal)
    await expect(pull).rejects.toBe(reason)
  })
})
