/** What is looked at before a start, on a real engine. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { userInfo } from 'node:os'
import { afterEach, expect, it } from 'vitest'
import type { PreflightCheck } from '../../../contract/snapshot'
import type { Candidate } from '../../../workers/stack/docker/discovery/listCandidates'
import { probeDocker } from '../../../workers/stack/docker/discovery/probeDocker'
import { checkBeforeStart } from '../../../workers/stack/docker/preflight/checkBeforeStart'
import { freePorts } from '../../support/freePorts'
import { tinyImage } from '../support/engine'
import { hold } from '../support/files'
import { createStack, servicesOf, type TestStack } from '../support/stack'
import { testAddress } from '../support/testAddress'

const never = new AbortController().signal
const stacks: TestStack[] = []
const servers: Server[] = []
afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.end()
  for (const server of servers.splice(0)) server.close()
})

async function stackOf(yaml: string): Promise<TestStack> {
  const stack = await createStack(yaml)
  stacks.push(stack)
  return stack
}

async function look(stack: TestStack): Promise<Record<PreflightCheck['id'], PreflightCheck>> {
  const candidate: Candidate = { address: testAddress(), reason: { kind: 'DOCKER_HOST' } }
  const probe = await probeDocker(candidate.address, { limitMs: 10_000, about: {} }, never)
  if (probe.kind !== 'answers') throw new Error(JSON.stringify(probe.failure))
  const project = await stack.read()
  const session = { candidate, facts: probe.engine, work: stack.work }
  const checks = await checkBeforeStart(session, project, servicesOf(project), never)
  const of = (id: PreflightCheck['id']): PreflightCheck => {
    const found = checks.find((check) => check.id === id)
    if (found === undefined) throw new Error(`no look at ${id}`)
    return found
  }
  return {
    engine: of('engine'),
    memory: of('memory'),
    disk: of('disk'),
    ports: of('ports'),
    exposure: of('exposure'),
    names: of('names'),
    images: of('images'),
  }
}

const service = (ports: readonly number[], more = ''): string =>
  `{ image: '${tinyImage}', command: ${hold}, stop_grace_period: 1s, ports: [${ports.map((port) => `'127.0.0.1:${port}:${port}'`).join(', ')}]${more} }`

it('finds nothing wrong where nothing is, and nothing with a stack that runs already', async () => {
  const ports = await freePorts(2)
  const stack = await stackOf(`services: { a: ${service(ports, ', mem_limit: 64m')} }`)
  for (const round of ['before', 'while it runs']) {
    const checks = await look(stack)
    expect(
      Object.values(checks).map(({ state }) => state),
      round,
    ).not.toContain('failed')
    expect(checks.engine.details['name']).toMatch(/\d/)
    expect(checks.memory).toMatchObject({ state: 'ok', details: { needed: 64 } })
    expect(checks.ports).toMatchObject({ state: 'ok', details: { count: 2 } })
    expect(checks.images).toMatchObject({ state: 'ok', details: { count: 1 } })
    expect(checks.images.details).not.toHaveProperty('missing')
    await stack.up()
  }
})

it('names all at once who holds ports: a container with its project, a program with its pid', async () => {
  const [one = 0, two = 0, three = 0] = await freePorts(3)
  const holder = await stackOf(`services: { x: ${service([one])} }`)
  await holder.up()
  const server = createServer().listen(two, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const stack = await stackOf(`services: { a: ${service([one, three])}, b: ${service([two])} }`)
  const { ports } = await look(stack)
  expect(ports.state).toBe('failed')
  expect(ports.failures.map(({ code, details }) => [code, details['service'], details['port']])).toEqual([
    ['port_taken', 'a', one],
    ['port_taken', 'b', two],
  ])
  expect(ports.failures[0]?.details['owner']).toBe(`${holder.name}-x-1 (Compose: ${holder.name})`)
  expect(ports.failures[1]?.details['owner']).toContain(`(pid ${process.pid}, account ${userInfo().username})`)
  expect(await stack.leftovers()).toEqual([])
})

it('names clashing names, images to be fetched and those that must not be, and changes nothing', async () => {
  const holder = await stackOf(`
services: { x: { image: '${tinyImage}', command: ${hold}, container_name: marsadtest-held, stop_grace_period: 1s } }`)
  await holder.up()
  const stack = await stackOf(`
services:
  a: { image: '${tinyImage}', container_name: marsadtest-held, networks: [there], mem_limit: 100000g }
  b: { image: 'localhost:1/nothing:1' }
  c: { image: 'localhost:1/never:1', pull_policy: never }
networks: { there: { external: true, name: marsadtest-not-there } }
`)
  const { names, images, memory } = await look(stack)
  expect(names.failures.map(({ code }) => code).sort()).toEqual(['container_name_taken', 'network_missing'])
  expect(names.failures[0]?.details).toMatchObject({ name: 'marsadtest-held', owner: holder.name })
  expect(images).toMatchObject({ state: 'failed', details: { count: 3, missing: 2 } })
  expect(images.failures.map(({ details }) => details['service'])).toEqual(['c'])
  expect(memory.state).toBe('warn')
  expect(await stack.leftovers()).toEqual([])
})
