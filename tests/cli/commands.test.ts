/** The CLI's commands as a person or a script meets them. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { ServiceName } from '../../contract/snapshot'
import { endCli, runCli, startCli, type Started } from '../support/cli'
import { freeServicePorts } from '../support/freePorts'
import {
  newDataDir,
  readStatus,
  serviceOf,
  startInstance,
  stopInstance,
  writeSettings,
  type Instance,
} from '../support/instance'
import { unzip } from '../support/unzip'
import { isAlive } from '../support/processes'
import { openStores } from '../support/pipeline'
import { waitFor } from '../support/waitFor'

const latency = z.object({ p50: z.number(), p99: z.number(), n: z.number().min(1) })
const reportSchema = z.object({
  ready: z.boolean(),
  ready_ms: z.number(),
  services: z.array(z.object({ name: z.string(), state: z.string(), version: z.string(), start_ms: z.number() })),
  topics: z.array(z.object({ name: z.string(), partitions: z.number(), messages: z.number() })),
  counts: z.object({
    postgres_events: z.number(),
    flat: z.number(),
    enriched: z.number(),
    clickhouse_distinct: z.number(),
    clickhouse_errors: z.number(),
    dead_letters: z.number(),
  }),
  leaderboard: z.array(z.object({ rank: z.number(), content_id: z.string(), title: z.string(), seconds: z.number() })),
  latency_ms: z.object({ commit_to_enriched: latency, commit_to_clickhouse: latency, commit_to_leaderboard: latency }),
})

/** The events of Postgres as the console counts them; the observer needs a moment after a start. */
const countedEvents = (dataDir: string): Promise<number> =>
  waitFor('the events to be counted', async () => (await readStatus(dataDir)).counts?.postgres_events ?? undefined)

describe('help and mistakes', () => {
  test.each([[['--help']], [['up', '--help']], [['status', '--help']], [['down', '--help']], [['generate', '--help']]])(
    '%s',
    async (args) => {
      const answer = await runCli(args)
      expect(answer).toMatchObject({ code: 0, stderr: '' })
      expect(answer.stdout).toContain('Usage:')
    },
  )
  test('an unknown command, an impossible number, a missing one', async () => {
    for (const args of [['upp'], ['up', '--for', 'soon'], ['generate']]) {
      const answer = await runCli(args)
      expect(answer.code, args.join(' ')).not.toBe(0)
      expect(answer.stderr).not.toBe('')
    }
  })
  test('with nothing running: status says so, generate refuses, down has nothing to do', async () => {
    const dataDir = await newDataDir()
    expect(await readStatus(dataDir)).toMatchObject({ running: false, ready: false })
    const generate = await runCli(['generate', '--events', '1', '--data', dataDir])
    expect(generate.code).toBe(1)
    expect(generate.stderr).toContain('marsad')
    expect((await runCli(['down', '--data', dataDir])).code).toBe(0)
    const file = join(dataDir, 'bundle.zip')
    const bundle = await runCli(['doctor', '--bundle', file, '--data', dataDir])
    expect(bundle, bundle.stderr).toMatchObject({ code: 0 })
    expect(unzip(await readFile(file))['README.txt']).toContain('Nothing ran on the data folder')
    await rm(dataDir, { recursive: true })
  })
})

test('up --for 12 --events-per-second 200 --report: the counts agree and the ranks equal a sum over Postgres', async () => {
  const dataDir = await newDataDir()
  await writeSettings(dataDir, { ports: await freeServicePorts() })
  const file = join(dataDir, 'report.json')
  const up = startCli(['up', '--data', dataDir, '--for', '12', '--events-per-second', '200', '--report', file])
  onTestFinished(() => endCli(up))
  const end = await up.finished
  expect(end, end.stdout + end.stderr).toMatchObject({ code: 0 })
  const report = reportSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  expect(report.ready).toBe(true)
  expect(report.services.map((service) => service.name).sort()).toEqual([
    'clickhouse',
    'connect',
    'kafka',
    'postgres',
    'redis',
  ])
  const { counts } = report
  // 12 s at 200 a second, with a generous allowance for a busy machine.
  expect(counts.postgres_events).toBeGreaterThan(800)
  expect(counts).toEqual({
    postgres_events: counts.postgres_events,
    flat: counts.postgres_events,
    enriched: counts.postgres_events,
    clickhouse_distinct: counts.postgres_events,
    clickhouse_errors: 0,
    dead_letters: 0,
  })
  expect(report.leaderboard.map((row) => row.rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])

  // A second start on the same data: nothing was lost by stopping, and Postgres can be asked for the sums.
  const again = await startInstance(dataDir)
  const stores = await openStores(dataDir)
  try {
    for (const row of report.leaderboard) {
      const sum = await stores.postgres.query<{ seconds: string }>(
        'SELECT sum(round(duration_ms / 1000.0, 2))::text AS seconds FROM engagement_events WHERE content_id = $1',
        [row.content_id],
      )
      expect(row.seconds, row.title).toBe(Number(sum.rows[0]?.seconds))
    }
    expect(await countedEvents(dataDir)).toBe(counts.postgres_events)
    await waitFor('the counts to be read again', async () => {
      const now = (await readStatus(dataDir)).counts
      return (
        now?.clickhouse_distinct === counts.postgres_events &&
        now.flat === counts.postgres_events &&
        now.enriched === counts.postgres_events
      )
    })
  } finally {
    await stores.close()
    await stopInstance(again)
  }
})

describe('one running instance', () => {
  let dataDir: string
  let instance: Instance
  const blocker = createServer()
  let wanted: Record<ServiceName, number>

  beforeAll(async () => {
    dataDir = await newDataDir()
    wanted = await freeServicePorts()
    await new Promise<void>((listening) => blocker.listen(wanted.redis, '127.0.0.1', listening))
    await mkdir(dataDir, { recursive: true })
    await writeSettings(dataDir, { ports: wanted })
    instance = await start()
  })
  /** Everything that was started on the folder; what still runs at the end is ended. */
  const started: Started[] = []
  const start = async (): Promise<Instance> => {
    const next = await startInstance(dataDir)
    started.push(next.process)
    return next
  }
  afterAll(async () => {
    blocker.close()
    await Promise.all(started.map(endCli))
    await rm(dataDir, { recursive: true, force: true })
  })

  test('a taken port is replaced, and its owner named', async () => {
    const status = await readStatus(dataDir)
    expect(serviceOf(status, 'postgres').port).toBe(wanted.postgres)
    expect(serviceOf(status, 'redis').port).not.toBe(wanted.redis)
    expect(instance.process.output()).toContain(String(wanted.redis))
    expect(instance.process.output()).toContain(String(process.pid))
  })

  test('status tells the services, workers and versions', async () => {
    // The observer and the generator follow the proof of the start.
    const status = await waitFor('all workers to run', async () => {
      const now = await readStatus(dataDir)
      return now.workers.every((worker) => worker.state === 'running') && now
    })
    expect(status).toMatchObject({ running: true, ready: true, stack: 'embedded', data_dir: dataDir })
    for (const service of status.services) {
      expect(service, service.name).toMatchObject({ state: 'running', host: '127.0.0.1' })
      expect(service.version).toMatch(/\d+\.\d+/)
      expect(isAlive(service.pid ?? 0)).toBe(true)
    }
    expect(status.workers.map((worker) => worker.name)).toContain('observer')
    const plain = await runCli(['status', '--data', dataDir])
    expect(plain.code).toBe(0)
    for (const service of status.services) expect(plain.stdout).toContain(String(service.port))
  })

  test('a second start on the same data folder is refused in one sentence', async () => {
    const second = await runCli(['up', '--data', dataDir])
    expect(second.code).toBe(1)
    expect(second.stderr).toContain(dataDir)
    expect(second.stderr).toContain(String(instance.process.child.pid))
    expect((await readStatus(dataDir)).ready).toBe(true)
  })

  test('generate inserts exactly as many events as asked, and they arrive', async () => {
    const stores = await openStores(dataDir)
    onTestFinished(() => stores.close())
    const count = async (): Promise<number> =>
      (await stores.postgres.query<{ n: number }>('SELECT count(*)::int AS n FROM engagement_events')).rows[0]?.n ?? -1
    const before = await count()
    const generate = await runCli(['generate', '--events', '1234', '--data', dataDir])
    expect(generate, generate.stderr).toMatchObject({ code: 0 })
    expect(await count()).toBe(before + 1234)
    await waitFor('all counts to agree', async () => {
      const counts = (await readStatus(dataDir)).counts
      return (
        counts !== null && [counts.flat, counts.enriched, counts.clickhouse_distinct].every((n) => n === before + 1234)
      )
    })
    const board = (await readStatus(dataDir)).leaderboard
    expect(board.length).toBe(10)
  })

  test('a support bundle of what runs, for its owner alone, without what is secret in it', async () => {
    const stores = await openStores(dataDir)
    onTestFinished(() => stores.close())
    // A failing statement is quoted by Postgres in its log, with its row.
    await expect(
      stores.postgres.query(
        `INSERT INTO engagement_events (user_id, event_type) VALUES ('5ec3e700-0000-4000-8000-0000000000aa', 'planted-type')`,
      ),
    ).rejects.toThrow()
    const file = join(dataDir, 'bundle.zip')
    const make = (...more: string[]): ReturnType<typeof runCli> =>
      runCli(['doctor', '--bundle', file, '--data', dataDir, ...more], { MARSAD_SECRET_KAFKA: 'planted-variable' })
    const made = await make()
    expect(made, made.stderr).toMatchObject({ code: 0 })
    expect(made.stdout).toContain('passwords, tokens and keys:')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const files = unzip(await readFile(file))
    for (const [name, text] of Object.entries(files)) {
      expect(text, name).not.toMatch(/5ec3e700|planted-variable|PGPASSWORD=app/)
    }
    // One port was held on purpose; nothing else is wrong.
    const findings = [...(files['findings.txt'] ?? '').matchAll(/^(\w+ .+), since /gm)].map(([, each]) => each)
    expect(files['findings.txt']).toContain(` rules, ${findings.length} findings\n\n`)
    expect(findings).toEqual(['info port_taken/redis'])
    expect(z.object({ config: z.unknown() }).parse(JSON.parse(files['connector.json'] ?? '')).config).toMatchObject({
      'database.password': '[secret]',
      'database.dbname': 'appdb',
    })
    expect(files['logs/console.log']).toContain('postgres: ')
    expect(files['versions.json']).toContain('"clickhouse"')
    expect(await make()).toMatchObject({ code: 3 })
    expect(await make('--force')).toMatchObject({ code: 0 })
  })

  test('Ctrl-C stops everything and leaves no process', async () => {
    const status = await readStatus(dataDir)
    const pids = [...status.services, ...status.workers].map((part) => part.pid ?? 0)
    instance.process.child.kill('SIGINT')
    expect(await instance.process.finished).toMatchObject({ code: 0 })
    expect(pids.filter(isAlive)).toEqual([])
  })

  test('settings that are not JSON are set aside, said, and the start goes on', async () => {
    await writeFile(join(dataDir, 'settings.json'), '{ not json')
    instance = await start()
    expect(instance.process.output()).toContain('settings.json')
    const kept = (await readdir(dataDir)).find((name) => name.startsWith('settings.json.broken'))
    expect(await readFile(join(dataDir, kept ?? ''), 'utf8')).toBe('{ not json')
  })

  test('kill -9 of the owner ends the services too; the next start finds all data', async () => {
    const status = await readStatus(dataDir)
    const pids = [...status.services, ...status.workers].map((part) => part.pid ?? 0)
    const counted = await countedEvents(dataDir)
    instance.process.child.kill('SIGKILL')
    await waitFor('no process to be left', () => pids.every((pid) => !isAlive(pid)), 60_000)
    const next = await start()
    expect(await countedEvents(dataDir)).toBe(counted)
    const wipe = await runCli(['down', '--wipe', '--yes', '--data', dataDir])
    expect(wipe, wipe.stderr).toMatchObject({ code: 0 })
    await next.process.finished
    expect(await readStatus(dataDir)).toMatchObject({ running: false })
  })
})

describe('a start that cannot be', () => {
  const refused = async (prepare: (dataDir: string) => Promise<void>): Promise<string> => {
    const dataDir = await newDataDir()
    await prepare(dataDir)
    const up = await runCli(['up', '--data', dataDir])
    expect(up.code).toBe(1)
    await rm(dataDir, { recursive: true, force: true })
    return up.stderr
  }
  test('a data folder of a newer version', async () => {
    const text = await refused((dataDir) => writeFile(join(dataDir, 'format.json'), '{"format":99}'))
    expect(text).toContain('99')
  })
  test('a data folder that is a file', async () => {
    const dataDir = await newDataDir()
    const file = join(dataDir, 'file')
    await writeFile(file, '')
    const up = await runCli(['up', '--data', file])
    expect(up.code).toBe(1)
    expect(up.stderr).toContain(file)
    await rm(dataDir, { recursive: true })
  })
})
