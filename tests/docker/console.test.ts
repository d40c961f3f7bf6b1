/** The console without a window over docker-compose.yml on a real engine: its tests follow one upon the other. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { reportSchema } from '../../cli/report'
import { reconcileResultSchema } from '../../contract/proof'
import type { ServiceName, StackSnapshot } from '../../contract/snapshot'
import { endCli, runCli, startCli, type Started } from '../support/cli'
import { ask, newDataDir } from '../support/instance'
import { waitFor } from '../support/waitFor'
import { composeFile, newComposeRun, type ComposeRun } from './support/composeRun'
import { engineProcess, isOwnEngine } from './support/engineProcess'
import { letSessionRunOut } from './support/letSessionRunOut'
import { pauseContainer } from './support/pauseContainer'
import { stackOfFile, type TestStack } from './support/stack'

let run: ComposeRun
let dataDir: string
let project: TestStack
let marsad: Started

const upArguments = (): string[] => ['up', '--stack', 'docker', '--data', dataDir]
const stack = async (): Promise<StackSnapshot> => (await ask(dataDir, 'app.snapshot', {})).stack
const service = async (name: ServiceName): Promise<StackSnapshot['services'][number] | undefined> =>
  (await stack()).services.find((one) => one.name === name)
const phaseIs = (wanted: StackSnapshot['phase'], limitMs: number): Promise<unknown> =>
  waitFor(`phase ${wanted}`, async () => (await stack()).phase === wanted, limitMs)

const containers = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await project.containers()).map(({ service: name, id }) => [name, id]))
const states = async (): Promise<string[]> => [...new Set((await project.containers()).map(({ state }) => state))]
const containerOf = async (name: ServiceName) => project.docker.getContainer((await project.container(name)).id)

async function startAgain(): Promise<void> {
  marsad = startCli([...upArguments(), '--events-per-second', '20'], run.variables)
  const isReady = waitFor('the socket', async () => (await ask(dataDir, 'app.snapshot', {})).at > 0, 30_000)
  await Promise.race([isReady, marsad.finished])
  await phaseIs('ready', 150_000)
}

beforeAll(async () => {
  run = await newComposeRun(inject('serviceImages'))
  dataDir = await newDataDir()
  project = await stackOfFile(composeFile, run.name, run.variables)
})
afterAll(async () => {
  await endCli(marsad)
  await project.end()
  await rm(dataDir, { recursive: true, force: true })
})

it('comes up from nothing, proves the way, counts every event once, and stops its containers', async () => {
  const report = join(dataDir, 'report.json')
  const once = [...upArguments(), '--events-per-second', '100', '--for', '10', '--report', report]
  marsad = startCli(once, run.variables)
  const { code, stdout, stderr } = await marsad.finished
  expect(code, stdout + stderr).toBe(0)
  const { ready, counts, leaderboard } = reportSchema.parse(JSON.parse(await readFile(report, 'utf8')))
  expect(ready).toBe(true)
  expect(counts?.postgres_events).toBeGreaterThan(300)
  expect(counts).toMatchObject({ flat: counts?.postgres_events, clickhouse_distinct: counts?.postgres_events })
  expect(leaderboard.length).toBe(10)
  expect(await states()).toEqual(['exited'])
})

it('starts again with the same containers and the same data', async () => {
  const before = await containers()
  await startAgain()
  expect(await containers()).toEqual(before)
  const { services, engine: found, extras, steps } = await stack()
  expect(services.map(({ state }) => state)).toEqual(Array(5).fill('running'))
  expect(services.map(({ container }) => container?.id)).toEqual(services.map(({ name }) => before[name]))
  expect(found).toMatchObject({ project: run.name, source: 'DOCKER_HOST' })
  expect(found?.volumes).toHaveLength(4)
  expect(extras).toEqual([])
  expect(steps.map(({ id, state }) => `${id} ${state}`).slice(0, 3)).toEqual([
    'preflight done',
    'images done',
    'postgres done',
  ])
  expect(services.find(({ name }) => name === 'postgres')?.shell).toContain(
    `exec -it ${run.containers.postgres} psql -U app -d appdb`,
  )
})

it('measures what each container uses', async () => {
  await waitFor(
    'figures of every service',
    async () =>
      (await stack()).services.every(({ cpu, memoryBytes, network }) =>
        [cpu, memoryBytes, network].every((one) => one !== null),
      ),
    30_000,
  )
  const kafka = await service('kafka')
  expect(kafka?.memoryBytes).toBeGreaterThan(50_000_000)
  expect(kafka?.memoryLimitBytes).toBe(1024 ** 3)
})

it('has the logs of every container as one', async () => {
  const { lines } = await ask(dataDir, 'logs.read', { sources: [], after: -1, limit: 5_000 })
  const sources = new Set(lines.map(({ source }) => source))
  expect([...sources]).toEqual(expect.arrayContaining(['postgres', 'kafka', 'connect', 'clickhouse', 'redis']))
})

it('shows a container that somebody stopped as stopped and not as a fault, and starts it', async () => {
  await (await containerOf('redis')).stop()
  await waitFor('redis to be shown as stopped', async () => (await service('redis'))?.state === 'stopped')
  expect((await service('redis'))?.failure).toBeNull()
  await ask(dataDir, 'service.start', { name: 'redis' })
  await phaseIs('ready', 60_000)
})

it('shows a container that ended by itself with its last lines, and it comes back', async () => {
  const { State } = await (await containerOf('clickhouse')).inspect()
  process.kill(State.Pid, 'SIGKILL')
  const seen = await waitFor('the fault', async () => {
    const found = await service('clickhouse')
    return found?.failure?.code === 'container_exited' && found
  })
  expect(seen.lastLog.length).toBeGreaterThan(0)
  await phaseIs('ready', 90_000)
})

it('loses and doubles nothing where Kafka and Connect are killed together under traffic', async () => {
  const [kafka, connect] = await Promise.all([containerOf('kafka'), containerOf('connect')])
  const pids = await Promise.all([kafka, connect].map(async (one) => (await one.inspect()).State.Pid))
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await waitFor('both to be started again', async () =>
    (await Promise.all([kafka, connect].map((one) => one.inspect()))).every(
      ({ State }) => State.Running && !pids.includes(State.Pid),
    ),
  )
  // "Ready" may still be what was so before: a comparison that meets a Kafka on its way up says so, and is asked for again.
  const comparison = await waitFor(
    'a comparison',
    async () => {
      const { stdout, stderr } = await runCli([
        'reconcile',
        '--from',
        '-1h',
        '--wait',
        '60',
        '--json',
        '--data',
        dataDir,
      ])
      if (stdout === '') throw new Error(stderr)
      return stdout
    },
    90_000,
    1_000,
  )
  await phaseIs('ready', 90_000)
  const { totals, stores, lost, doubled } = reconcileResultSchema.parse(JSON.parse(comparison))
  expect(totals, JSON.stringify({ lost, doubled })).toEqual({ lost: 0, doubled: 0, altered: 0, wrong: 0 })
  expect(stores.postgres.count).toBeGreaterThan(0)
  // Skipped markers are what doubles a batch (docs/decisions/0029-ends-what-hangs.md).
  const said = (await kafka.logs({ stdout: true, stderr: true })).toString()
  expect(said).toMatch(letSessionRunOut)
  expect(said).not.toContain("Couldn't find leader endpoint")
})

it('a fault that only Docker knows is named by the doctor, and mended', { timeout: 240_000 }, async () => {
  const found = async (): Promise<string[]> =>
    (await ask(dataDir, 'doctor.look', {})).snapshot.findings.map(({ id }) => id)
  await waitFor('nothing to be found', async () => (await found()).length === 0, 120_000)
  const faults = [
    { rule: 'service_unhealthy', name: 'redis', fix: 'restart', breaks: pauseContainer },
    { rule: 'service_stopped', name: 'clickhouse', fix: 'start', breaks: (one: Docker.Container) => one.stop() },
  ] as const
  for (const { rule, name, fix, breaks } of faults) {
    const finding = `${rule}/${name}`
    await breaks(await containerOf(name))
    await waitFor(`the doctor to name ${finding}`, async () => (await found())[0] === finding, 60_000)
    expect(await found()).toEqual([finding])
    expect(await ask(dataDir, 'doctor.fix', { finding, fix })).toMatchObject({ outcome: 'verified' })
    await waitFor('nothing to be found', async () => (await found()).length === 0, 120_000)
  }
})

it.runIf(isOwnEngine())('survives the end of the engine, and finds it again', { timeout: 240_000 }, async () => {
  const before = await engineProcess()
  process.kill(before, 'SIGKILL')
  await waitFor('the fault of every service', async () => {
    const { stack: seen, doctor } = await ask(dataDir, 'app.snapshot', {})
    return (
      seen.engineFailure !== null &&
      seen.services.every(({ failure }) => failure !== null) &&
      doctor?.findings[0]?.rule === 'engine_absent'
    )
  })
  await waitFor('another engine', async () => (await engineProcess()) !== before, 60_000)
  await phaseIs('ready', 150_000)
  await ask(dataDir, 'service.restart', { name: 'redis' })
  await waitFor('redis again', async () => (await service('redis'))?.state === 'running', 60_000)
})

it('refuses another kind of stack, and the removal of data, while it runs', async () => {
  const { stack: chosen } = (await ask(dataDir, 'app.snapshot', {})).settings
  await expect(ask(dataDir, 'settings.change', { stack: { ...chosen, kind: 'remote' } })).rejects.toMatchObject({
    failure: { code: 'stack_running' },
  })
  await expect(ask(dataDir, 'stack.remove', { volumes: null })).rejects.toMatchObject({
    failure: { code: 'stack_running' },
  })
})

it('stops, shows what others have started as partly running, and removes only what was agreed to', async () => {
  await ask(dataDir, 'stack.stop', {})
  await phaseIs('stopped', 60_000)
  await (await containerOf('redis')).start()
  await phaseIs('partial', 30_000)
  await ask(dataDir, 'stack.stop', {})
  await phaseIs('stopped', 60_000)
  expect(await states()).toEqual(['exited'])
  const volumes = (await stack()).engine?.volumes ?? []
  await expect(ask(dataDir, 'stack.remove', { volumes: volumes.slice(1) })).rejects.toMatchObject({
    failure: { code: 'volumes_differ' },
  })
  expect(await states()).toEqual(['exited'])
  await ask(dataDir, 'stack.remove', { volumes })
  expect(await states()).toEqual([])
  expect(await project.leftovers()).toEqual([])
  expect((await runCli(['down', '--data', dataDir])).code).toBe(0)
  expect((await marsad.finished).code).toBe(0)
})
