/**
 * What goes wrong around the pipeline, caused for real: each time one clear sentence, what to do, and nothing lost.
 * Kills, outages of a store and bad records: tests/integration. Set-up's own failures: runtime/setup.
 */
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ConsoleSnapshot, ServiceName, ServiceSnapshot } from '../../contract/snapshot'
import { endCli, runCli, startCli, type Started } from '../support/cli'
import { freeServicePorts } from '../support/freePorts'
import { ask, newDataDir, startInstance, stopInstance, writeSettings, type Instance } from '../support/instance'
import { insertContent, insertEvents, openStores, totalCents, untilConsistent, type Stores } from '../support/pipeline'
import { processesNaming } from '../support/processes'
import { mountSmallDisk, type SmallDisk } from '../support/smallDisk'
import { waitFor } from '../support/waitFor'

const noDisk = 'no disk could be mounted here'
const isRoot = process.getuid?.() === 0
/** The user and group `nobody` of Linux. */
const nobody = { uid: 65534, gid: 65534 }

describe('a start without a disk to write on', () => {
  let disk: SmallDisk | null = null
  let up: Started | null = null
  afterEach(async () => {
    if (up !== null) await endCli(up)
    await disk?.unmount()
    disk = null
    up = null
  })

  /** @returns what it said; checks that it ended with 1, said two lines and left no process. */
  const refused = async (dataDir: string): Promise<string> => {
    up = startCli(['up', '--data', dataDir])
    const end = await up.finished
    expect(end, end.stderr).toMatchObject({ code: 1 })
    expect(processesNaming(dataDir)).toEqual([])
    return end.stderr
  }

  test.for([
    ['full', 4, 0],
    ['full when Postgres makes its files', 4, 1 << 20],
    ['too small for Postgres', 36, null],
  ] as const)('a disk that is %s', async ([_, megabytes, leaveBytes], { skip }) => {
    disk = await mountSmallDisk(megabytes)
    if (disk === null) return skip(noDisk)
    const dataDir = join(disk.path, 'data')
    await mkdir(dataDir)
    if (leaveBytes !== null) await disk.fill(leaveBytes)
    const said = await refused(dataDir)
    expect(said).toMatch(
      /^Error: The disk that holds \S+ is full(, so .+ cannot go on)?\.\nWhat to do: Free some space/m,
    )
    expect(said).toContain(dataDir)
    expect(said).not.toContain('no better name')
  })

  test('a disk that is read-only', async ({ skip }) => {
    disk = await mountSmallDisk(4)
    if (disk === null) return skip(noDisk)
    const dataDir = join(disk.path, 'data')
    await mkdir(dataDir)
    await disk.makeReadOnly()
    for (const each of [dataDir, join(disk.path, 'new')]) {
      expect(await refused(each)).toMatch(
        new RegExp(`^Error: Marsad may not read or write ${each}\\.\nWhat to do: Give the user .*\n$`),
      )
    }
  })
})

test("another user's data folder: one sentence", async () => {
  const dataDir = await newDataDir()
  try {
    await chmod(dataDir, isRoot ? 0o755 : 0o555)
    const up = await runCli(['up', '--data', dataDir], {}, isRoot ? nobody : undefined)
    expect(up).toMatchObject({ code: 1 })
    const sentence = isRoot
      ? `The data folder ${dataDir} belongs to another account \\(uid 0\\)\\.\nWhat to do: Choose a folder .*`
      : `Marsad may not read or write ${dataDir}\\.\nWhat to do: Give the user .*`
    expect(up.stderr).toMatch(new RegExp(`^Error: ${sentence}\n$`))
  } finally {
    await rm(dataDir, { recursive: true })
  }
})

describe('a pipeline that runs', () => {
  let disk: SmallDisk | null = null
  let dataDir: string
  let instance: Instance | null = null
  let stores: Stores
  let closing: Promise<void> | null = null
  const closeStores = (): Promise<void> => (closing ??= stores.close())
  /** Processes that a test has stopped (SIGSTOP), to be let go whatever happens. */
  let halted: number[] = []

  beforeAll(async () => {
    disk = await mountSmallDisk(400)
    dataDir = disk === null ? await newDataDir() : join(disk.path, 'data')
    await writeSettings(dataDir, { ports: await freeServicePorts() })
    await chmod(dataDir, 0o755)
    instance = await startInstance(dataDir)
    stores = await openStores(dataDir)
  })
  afterEach(() => {
    goOn()
  })
  afterAll(async () => {
    try {
      await disk?.free()
      await closeStores()
    } finally {
      if (instance !== null) await stopInstance(instance)
      await disk?.unmount()
    }
  })

  const goOn = (): void => {
    halted.forEach((pid) => process.kill(pid, 'SIGCONT'))
    halted = []
  }
  const look = (): Promise<ConsoleSnapshot> => ask(dataDir, 'app.snapshot', {})
  const service = async (name: ServiceName): Promise<ServiceSnapshot> => {
    const found = (await look()).stack.services.find((each) => each.name === name)
    if (found === undefined) throw new Error(`no service ${name}`)
    return found
  }
  const pidsBut = async (name: ServiceName): Promise<(number | null)[]> =>
    (await look()).stack.services.filter((each) => each.name !== name).map((each) => each.pid)
  const untilReady = (): Promise<boolean> =>
    waitFor('the stack to be ready again', async () => (await look()).stack.phase === 'ready', 90_000, 200)

  /** What `up` prints follows the snapshot by a moment. */
  const untilSaid = (sentence: RegExp): Promise<boolean> =>
    waitFor(String(sentence), () => sentence.test(instance?.process.output() ?? ''), 5_000)

  /** Events of one second each. */
  const insert = (contentId: string, count: number): Promise<number[]> =>
    insertEvents(
      stores,
      Array.from({ length: count }, () => ({ contentId, durationMs: 1_000 })),
    )
  const expectEverywhere = async (contentId: string, count: number): Promise<void> => {
    await untilConsistent(stores, 90_000)
    const cents = await waitFor(
      `${count} s in Redis`,
      async () => (await totalCents(stores, contentId)) >= count * 100,
      60_000,
    ).then(() => totalCents(stores, contentId))
    expect(cents).toBe(count * 100)
  }

  test('a crash loop: failed with its last lines, the others go on, and a start brings it back', async () => {
    const contentId = await insertContent(stores)
    await insert(contentId, 10)
    await expectEverywhere(contentId, 10)
    const others = await pidsBut('redis')
    const manifest = join(dataDir, 'redis', 'appendonlydir', 'appendonly.aof.manifest')
    const whole = await readFile(manifest)
    await writeFile(manifest, 'no manifest\n')
    onTestFinished(() => writeFile(manifest, whole))
    process.kill((await service('redis')).pid ?? 0, 'SIGKILL')

    const failed = await waitFor(
      'Redis to be given up',
      async () => {
        const redis = await service('redis')
        return redis.state === 'failed' && redis
      },
      60_000,
      200,
    )
    expect(failed.failure).toMatchObject({ code: 'service_crash_loop', details: { service: 'redis', restarts: 5 } })
    expect(failed.lastLog.join('\n')).toContain('AOF MANIFEST')
    await untilSaid(/Redis keeps ending soon after it starts \(restarts: 5\), so it is no longer restarted\./)
    expect((await look()).stack.phase).toBe('degraded')
    await insert(contentId, 10)
    await untilConsistent(stores)
    expect(await pidsBut('redis')).toEqual(others)

    await writeFile(manifest, whole)
    await ask(dataDir, 'service.start', { name: 'redis' })
    await untilReady()
    await expectEverywhere(contentId, 20)
    expect((await service('redis')).failure).toBe(null)
  })

  test('services that hang: said after 15 s, well again when they go on, nothing lost', async () => {
    const contentId = await insertContent(stores)
    await insert(contentId, 10)
    const before = (await look()).stack.services.map(({ name, pid }) => ({ name, pid }))
    const hanging: readonly ServiceName[] = ['kafka', 'clickhouse', 'redis']
    for (const name of hanging) {
      const { pid } = await service(name)
      if (pid === null) throw new Error(`${name} has no process`)
      process.kill(pid, 'SIGSTOP')
      halted.push(pid)
    }
    await insert(contentId, 10)
    const silent = await waitFor(
      'their silence to be said',
      async () => {
        const { services } = (await look()).stack
        const found = services.filter((each) => each.failure?.code === 'service_unreachable')
        return hanging.every((name) => found.some((each) => each.name === name)) && found
      },
      60_000,
      200,
    )
    for (const each of silent) {
      expect(each.state).toBe('running')
      expect(Number(each.failure?.details['seconds'])).toBeGreaterThanOrEqual(15)
    }
    await untilSaid(/Kafka does not answer; its last answer came \d+ s ago\./)
    goOn()
    await untilReady()
    await insert(contentId, 10)
    await expectEverywhere(contentId, 30)
    expect((await look()).stack.services.map(({ name, pid }) => ({ name, pid }))).toEqual(before)
  })

  /** Writes on a full disk. @returns how many events Postgres acknowledged: it may refuse them too. */
  const tryToInsert = async (contentId: string): Promise<number> => {
    try {
      return (await insert(contentId, 10)).length
    } catch (thrown) {
      if (thrown instanceof Error) return 0
      throw thrown
    }
  }

  test('a disk that becomes full: who cannot go on is named, and all goes on when there is room', async ({ skip }) => {
    if (disk === null) return skip(noDisk)
    const contentId = await insertContent(stores)
    await insert(contentId, 10)
    await disk.fill()
    const written = await tryToInsert(contentId)
    const stopped = await waitFor(
      'a service to stop for the disk',
      async () => (await look()).stack.services.find(({ state, failure }) => state === 'backoff' && failure !== null),
      60_000,
      200,
    )
    expect(stopped.failure).toMatchObject({ code: 'disk_full', details: { service: stopped.name, path: dataDir } })
    await untilSaid(
      new RegExp(`The disk that holds ${dataDir} is full, so (Kafka|Postgres|ClickHouse) cannot go on\\.`),
    )
    await disk.free()
    await untilReady()
    await insert(contentId, 10)
    const rows = await stores.postgres.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM engagement_events WHERE content_id = $1',
      [contentId],
    )
    const count = rows.rows[0]?.n ?? 0
    expect(count).toBeGreaterThanOrEqual(20 + written)
    await expectEverywhere(contentId, count)
  })

  test('Ctrl-C ends everything on a full disk too', async ({ skip }) => {
    if (disk === null || instance === null) return skip(noDisk)
    const contentId = await insertContent(stores)
    await disk.fill()
    await tryToInsert(contentId)
    await waitFor(
      'a service to stop for the disk',
      async () => (await look()).stack.services.some(({ failure }) => failure?.code === 'disk_full'),
      60_000,
      200,
    )
    await closeStores()
    instance.process.child.kill('SIGINT')
    const limit = setTimeout(() => instance?.process.child.kill('SIGKILL'), 60_000)
    expect(await instance.process.finished).toMatchObject({ code: 0 })
    clearTimeout(limit)
    expect(processesNaming(dataDir)).toEqual([])
  })
})
