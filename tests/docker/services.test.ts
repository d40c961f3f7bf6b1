/** docker-compose.yml itself on real servers. One stack serves the whole file: its tests follow one upon the other. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { enabledServices } from '../../workers/stack/docker/compose/enabledServices'
import { stopAll } from '../../workers/stack/docker/engine/stopAll'
import { up } from '../../workers/stack/docker/engine/up'
import { shell } from '../support/shell'
import { waitFor } from '../support/waitFor'
import { composeFile, newComposeRun, type ComposeRun } from './support/composeRun'
import { failureOf } from './support/failureOf'
import { letSessionRunOut } from './support/letSessionRunOut'
import { changesOf, stackOfFile, type TestStack } from './support/stack'
import { advertised, all, found, leave } from './support/stores'
import { volumeNames } from './support/volumes'

const never = new AbortController().signal
const services = ['clickhouse', 'connect', 'kafka', 'postgres', 'redis']
const each = (change: string): string[] => services.map((service) => `${change} ${service}`)

let run: ComposeRun
let stack: TestStack
let volumesBefore: ReadonlySet<string>

const states = async (): Promise<string[]> =>
  (await stack.containers()).map(({ service, state, health }) => `${service} ${state} ${health}`).sort()
const ids = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await stack.containers()).map(({ service, id }) => [service, id]))
const inspect = async (service: string): ReturnType<ReturnType<typeof stack.docker.getContainer>['inspect']> =>
  stack.docker.getContainer((await stack.container(service)).id).inspect()

beforeAll(async () => {
  run = await newComposeRun(inject('serviceImages'))
  stack = await stackOfFile(composeFile, run.name, run.variables)
  volumesBefore = await volumeNames(stack.docker)
})
afterAll(() => stack.end())

describe('docker-compose.yml', () => {
  it('comes up from nothing with all five services healthy, and a second time does nothing', async () => {
    expect(changesOf(await stack.up()).sort()).toEqual(each('create'))
    expect(await states()).toEqual(services.map((service) => `${service} running healthy`))
    stack.events.length = 0
    expect((await stack.up()).actions).toEqual([])
    expect(stack.events).toEqual([])
  })

  it('answers the commands of the source document in its containers', async () => {
    const row = await shell(`docker exec ${run.containers.postgres} psql -U app -d appdb -Atc 'SHOW wal_level'`)
    expect(row).toEqual({ code: 0, stdout: 'logical\n', stderr: '' })
    const pong = await shell(`docker exec ${run.containers.redis} redis-cli PING`)
    expect(pong).toEqual({ code: 0, stdout: 'PONG\n', stderr: '' })
  })

  it('has Kafka reachable from this machine and from its containers, each by an address of its own', async () => {
    expect(await advertised(run)).toEqual([{ host: '127.0.0.1', port: run.ports.kafka }])
    // The question of Kafka's health check, asked by a neighbour: its answer has the broker's name and port.
    const question = String.raw`\x00\x00\x00\x15\x00\x03\x00\x04\x00\x00\x00\x07\x00\x06health\x00\x00\x00\x00\x00`
    const ask = `exec 3<>/dev/tcp/kafka/9092; printf "${question}" >&3; head -c 31 <&3 | tail -c 11 | od -An -c`
    const { id } = await stack.container('connect')
    const { stdout } = await shell(`docker exec ${id} bash -c '${ask}'`)
    // 9092 is 0x2384: `#` and 204 in octal.
    expect(stdout.trim().split(/\s+/).join(' ')).toBe(String.raw`\0 005 k a f k a \0 \0 # 204`)
  })

  it('stops in good order, and starts again with all that it held', async () => {
    await leave(run, 'first')
    const before = await ids()
    const project = await stack.read()
    await stopAll(stack.work, stack.name, project.services, null, never)
    expect(await states()).toEqual(services.map((service) => `${service} exited unhealthy`))
    const codes = await Promise.all(services.map(async (service) => [service, (await inspect(service)).State.ExitCode]))
    // A Java program that SIGTERM ends in good order says 143.
    expect(Object.fromEntries(codes)).toEqual({ clickhouse: 0, connect: 143, kafka: 143, postgres: 0, redis: 0 })
    expect(changesOf(await stack.up()).sort()).toEqual(each('start'))
    expect(await ids()).toEqual(before)
    expect(await found(run)).toEqual(all('first'))
  })

  it('makes only the service anew whose variable changed', async () => {
    const before = await ids()
    expect(changesOf(await stack.up({ MARSAD_REDIS_MEMORY: '300m' }))).toEqual(['recreate redis'])
    const { redis, ...others } = await ids()
    expect(others).toEqual(Object.fromEntries(Object.entries(before).filter(([service]) => service !== 'redis')))
    expect(redis).not.toBe(before['redis'])
    expect((await inspect('redis')).HostConfig.Memory).toBe(300 * 1024 * 1024)
    expect(changesOf(await stack.up())).toEqual(['recreate redis'])
    expect(await found(run)).toEqual(all('first'))
  })

  it('comes back by itself with all that it held when every main process is killed', async () => {
    for (const service of services) process.kill((await inspect(service)).State.Pid, 'SIGKILL')
    await waitFor('five restarts', async () => (await stack.containers()).every(({ restarts }) => restarts > 0))
    await waitFor('five healthy services', async () =>
      (await states()).every((state) => state.endsWith(' running healthy')),
    )
    expect(await found(run)).toEqual(all('first'))
    expect((await stack.up()).actions).toEqual([])
    const { stdout } = await shell(`docker logs ${(await stack.container('kafka')).id}`)
    expect(stdout).toMatch(letSessionRunOut)
  })

  it('names an unhealthy service with what its check and its log say', async () => {
    const login = { host: '127.0.0.1', port: run.ports.postgres, user: 'app', password: 'app', database: 'appdb' }
    const client = new pg.Client(login)
    await client.connect()
    try {
      await client.query('ALTER USER app NOLOGIN')
      await waitFor('Postgres to be unhealthy', async () => (await stack.container('postgres')).health === 'unhealthy')
      const failure = await failureOf(stack.up())
      expect(failure).toMatchObject({ code: 'container_unhealthy', details: { service: 'postgres' } })
      const [check = '', ...log] = (failure.cause ?? '').split('\n')
      expect(check).toContain('health check: psql: error')
      expect(log.join('\n')).toContain('FATAL:  role "app" is not permitted to log in')
    } finally {
      await client.query('ALTER USER app LOGIN')
      await client.end()
    }
    await waitFor('Postgres to be healthy', async () => (await stack.container('postgres')).health === 'healthy')
    expect((await stack.up()).actions).toEqual([])
  })

  it('brings the profile `tools` up beside what runs', async () => {
    const project = await stack.read()
    const plan = await up(stack.work, project, enabledServices(project, new Set(['tools'])), never)
    expect(changesOf(plan)).toEqual(['create kafka-ui'])
    const answer = await fetch(`http://127.0.0.1:${run.ports.kafkaUi}/actuator/health`)
    expect(await answer.json()).toEqual({ status: 'UP' })
  })

  it('goes down with its volumes and leaves nothing', async () => {
    await stack.down({ volumes: true })
    expect(await stack.leftovers()).toEqual([])
    expect([...(await volumeNames(stack.docker))].filter((name) => !volumesBefore.has(name))).toEqual([])
  })

  it('names a port that is taken, and goes on from there once it is free', async () => {
    const server = createServer().listen(run.ports.redis, '127.0.0.1')
    await once(server, 'listening')
    const failure = await failureOf(stack.up())
    expect(failure).toMatchObject({ code: 'port_taken', details: { service: 'redis', port: run.ports.redis } })
    server.close()
    await once(server, 'close')
  })

  it('can be cancelled while Kafka starts: up then comes up', async () => {
    await cancelOnce('kafka', 'waiting')
    await stack.up()
    expect(await states()).toEqual(services.map((service) => `${service} running healthy`))
  })

  it('can be cancelled while a service is made anew: down then leaves nothing', async () => {
    await cancelOnce('postgres', 'removed', { MARSAD_POSTGRES_MEMORY: '400m' })
    await stack.down({ volumes: true })
    expect(await stack.leftovers()).toEqual([])
    expect([...(await volumeNames(stack.docker))].filter((name) => !volumesBefore.has(name))).toEqual([])
  })
})

/** Aborts `up` as soon as it tells this of a service. */
async function cancelOnce(service: string, state: string, variables: Record<string, string> = {}): Promise<void> {
  const cancel = new AbortController()
  const reason = new Error('cancelled')
  const report = stack.work.report
  const work = {
    ...stack.work,
    report: (event: Parameters<typeof report>[0]) => {
      report(event)
      if (event.kind === 'container' && event.service === service && event.state === state) cancel.abort(reason)
    },
  }
  const project = await stack.read(variables)
  await expect(up(work, project, enabledServices(project, new Set()), cancel.signal)).rejects.toBe(reason)
}
