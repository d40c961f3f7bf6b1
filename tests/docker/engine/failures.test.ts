import { once } from 'node:events'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { freePorts } from '../../support/freePorts'
import { tinyImage } from '../support/engine'
import { failureOf } from '../support/failureOf'
import { hold, quickCheck } from '../support/files'
import { createStack, type TestStack } from '../support/stack'

const stacks: TestStack[] = []
async function stackOf(yaml: string): Promise<TestStack> {
  const stack = await createStack(yaml)
  stacks.push(stack)
  return stack
}
afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.end()
})

describe('a start that fails', () => {
  it('names a container that ended, with its last 50 lines', async () => {
    const stack = await stackOf(`
services:
  a: { image: '${tinyImage}', command: [sh, -c, 'for i in $$(seq 60); do echo line $$i; done; sleep 0.3; exit 3'], healthcheck: ${quickCheck} }
  b: { image: '${tinyImage}', command: ${hold}, depends_on: { a: { condition: service_healthy } } }
`)
    const failure = await failureOf(stack.up())
    expect(failure).toMatchObject({ code: 'container_exited', details: { service: 'a', code: 3 } })
    const lines = (failure.cause ?? '').split('\n').filter((line) => line.startsWith('line '))
    expect(lines).toEqual(Array.from({ length: 50 }, (_, index) => `line ${index + 11}`))
    // What depends on it was never made.
    expect((await stack.containers()).map(({ service }) => service)).toEqual(['a'])
  })

  it('names a container that its policy restarts again and again', async () => {
    const stack = await stackOf(
      `services: { a: { image: '${tinyImage}', command: [sh, -c, 'echo no; exit 1'], restart: always, healthcheck: ${quickCheck} } }`,
    )
    expect(await failureOf(stack.up())).toMatchObject({ code: 'container_exited', details: { service: 'a' } })
  })

  it('names a container that is unhealthy, with what its check said', async () => {
    const stack = await stackOf(`
services:
  a:
    image: ${tinyImage}
    command: ${hold}
    stop_grace_period: 1s
    healthcheck: { test: [CMD-SHELL, 'echo too early; false'], interval: 100ms, retries: 2 }
`)
    const failure = await failureOf(stack.up())
    expect(failure).toMatchObject({ code: 'container_unhealthy', details: { service: 'a' } })
    expect(failure.cause).toContain('too early')
  })

  it('names an image that is not here and cannot be fetched, and has made nothing', async () => {
    const [port] = await freePorts(1)
    const image = `localhost:${port ?? 0}/nothing:1`
    const stack = await stackOf(`services: { a: { image: '${image}' } }`)
    expect(await failureOf(stack.up())).toMatchObject({ code: 'image_missing', details: { image, service: 'a' } })
    expect(await stack.leftovers()).toEqual([])
  })

  it('names a held container name before anything is made', async () => {
    const holder = await stackOf(
      `services: { x: { image: '${tinyImage}', command: ${hold}, container_name: marsadtest-taken, stop_grace_period: 1s } }`,
    )
    await holder.up()
    const stack = await stackOf(`
services:
  first: { image: '${tinyImage}', command: ${hold}, volumes: ['data:/data'] }
  db: { image: '${tinyImage}', command: ${hold}, container_name: marsadtest-taken, depends_on: [first] }
volumes: { data: }
`)
    expect(await failureOf(stack.up())).toMatchObject({
      code: 'container_name_taken',
      details: { name: 'marsadtest-taken', service: 'db', owner: holder.name },
    })
    expect(await stack.leftovers()).toEqual([])
  })
})

describe('a taken port', () => {
  const withPort = (port: number): string =>
    `services: { a: { image: '${tinyImage}', command: ${hold}, stop_grace_period: 1s, ports: ['127.0.0.1:${port}:80'] } }`

  it('is named with the program that holds it, and is taken as soon as it is free', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const stack = await stackOf(withPort(port))
    const failure = await failureOf(stack.up())
    expect(failure).toMatchObject({ code: 'port_taken', details: { service: 'a', port } })
    expect(failure.details['owner']).toContain(`(pid ${process.pid}, account ${userInfo().username})`)
    server.close()
    await once(server, 'close')
    await stack.up()
    expect(await stack.container('a')).toMatchObject({ state: 'running' })
  })

  it('is named with the container that holds it', async () => {
    const [port = 0] = await freePorts(1)
    const holder = await stackOf(withPort(port))
    await holder.up()
    const stack = await stackOf(withPort(port))
    expect(await failureOf(stack.up())).toMatchObject({
      code: 'port_taken',
      details: { service: 'a', port, owner: `${holder.name}-a-1 (Compose: ${holder.name})` },
    })
  })
})
