/** The fault lab as a person uses it, on a real stack: a fault stands, is named, healed, and costs nothing; a stopped console is told of; a killed lab heals what it left. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { runCli } from '../../support/cli'
import { ask, newDataDir, startInstance, stopInstance, writeSettings, type Instance } from '../../support/instance'
import { waitFor } from '../../support/waitFor'

/** Services are stopped here: on ports that no other stack prefers, and that the system gives to no client meanwhile. */
const ports = { postgres: 25_432, kafka: 29_092, connect: 28_083, clickhouse: 28_123, redis: 26_379 }
const injected = z.object({ fault: z.string(), named: z.object({ finding: z.string(), after_ms: z.number() }) })
const healed = z.object({
  recovered_ms: z.number(),
  reconciliation: z.object({ events: z.number(), lost: z.number(), doubled: z.number() }),
})

let instance: Instance
const fault = (...args: readonly string[]) => runCli(['fault', ...args, '--json', '--data', instance.dataDir])

beforeAll(async () => {
  const dataDir = await newDataDir()
  // Without traffic: the lab turns it on itself.
  await writeSettings(dataDir, { ports, traffic: { enabled: false, eventsPerSecond: 20 } })
  instance = await startInstance(dataDir)
}, 240_000)
afterAll(() => stopInstance(instance), 120_000)

test.for([
  ['pause-redis', 'service_silent/redis'],
  ['drop-view', 'warehouse_view_missing/mv_engagement_enriched'],
] as const)('%s is named %s, healed, and nothing is lost or doubled', { timeout: 300_000 }, async ([name, finding]) => {
  const put = await fault('inject', name)
  expect(put.code, put.stderr).toBe(0)
  expect(injected.parse(JSON.parse(put.stdout))).toMatchObject({ fault: name, named: { finding } })
  const second = await fault('inject', 'pause-redis')
  expect(second.code).toBe(3)
  const mended = await fault('heal', name)
  expect(mended.code, mended.stdout + mended.stderr).toBe(0)
  const { reconciliation } = healed.parse(JSON.parse(mended.stdout))
  expect(reconciliation).toMatchObject({ lost: 0, doubled: 0 })
  expect(reconciliation.events).toBeGreaterThan(0)
})

test('a fault that passes is over without anyone, and has events to be compared', { timeout: 300_000 }, async () => {
  expect((await fault('inject', 'kill-redis')).code).toBe(0)
  const outcome = await waitFor(
    'its outcome',
    async () => {
      const { active, outcomes } = await ask(instance.dataDir, 'lab.list', {})
      return active === null && outcomes[0]
    },
    240_000,
    200,
  )
  expect(outcome).toMatchObject({ fault: 'kill-redis', failure: null, reconciliation: { lost: 0, doubled: 0 } })
  expect(outcome.named?.finding).toMatch(/^service_\w+\/redis$/)
  expect(outcome.reconciliation?.events).toBeGreaterThan(1)
})

test('a stopped console is told of, a killed lab lets go on what it stopped', { timeout: 120_000 }, async () => {
  expect((await fault('inject', 'pause-leaderboard')).code).toBe(0)
  instance.process.child.kill('SIGSTOP')
  try {
    const unanswered = await fault('heal', 'pause-leaderboard')
    expect(unanswered.code).toBe(3)
    expect(unanswered.stderr).toContain('has not answered for')
  } finally {
    instance.process.child.kill('SIGCONT')
  }
  const { workers } = await ask(instance.dataDir, 'app.snapshot', {})
  const pidOf = (name: string): number => workers.find((worker) => worker.name === name)?.pid ?? 0
  const stateOf = async (pid: number): Promise<string> =>
    (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1] ?? ''
  const stopped = pidOf('leaderboard')
  expect(await stateOf(stopped)).toMatch(/^T/)
  process.kill(pidOf('lab'), 'SIGKILL')
  await waitFor('the leaderboard to go on', async () => !(await stateOf(stopped)).startsWith('T'), 30_000, 200)
})

test('a fault that does not exist, one that does not stand', async () => {
  const unknown = await fault('inject', 'no-such')
  expect(unknown).toMatchObject({ code: 3 })
  expect(unknown.stderr).toContain('no-such')
  expect(await fault('heal', 'drop-view')).toMatchObject({ code: 3 })
})
