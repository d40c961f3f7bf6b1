/**
 * Each rule of the doctor against its real fault on a real stack with traffic on: named first, nothing false beside it, mended by its fix,
 * and no event lost or doubled by any of it.
 */
import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest'
import { reconcileResultSchema } from '../../../contract/proof'
import type { Action, DoctorSnapshot } from '../../../contract/doctor'
import { runCli } from '../../support/cli'
import { ask, newDataDir, startInstance, stopInstance, writeSettings, type Instance } from '../../support/instance'
import { openStores, type Stores } from '../../support/pipeline'
import { waitFor } from '../../support/waitFor'
import { connectCases } from './cases/connect'
import { machineCases } from './cases/machine'
import { postgresCases } from './cases/postgres'
import { redisCases } from './cases/redis'
import { serviceCases } from './cases/services'
import { topicCases } from './cases/topics'
import { lastCases, warehouseCases } from './cases/warehouse'
import { workerCases } from './cases/workers'
import { makeChangeableRuntime, type ChangeableRuntime } from './changeableRuntime'
import type { FaultCase, Ground } from './faultCase'
import { pairs } from './pairs'

/** `npm test` runs those that stand for a way of breaking each (a service that hangs: tests/faults/lab); all: `npm run faults -- --doctor`. */
const bounded = new Set([
  'service_stopped/connect',
  'publication_missing/dbz_publication',
  'connector_paused/pg-content-engagement-cdc',
  'connector_missing/pg-content-engagement-cdc',
  'warehouse_view_missing/mv_engagement_enriched',
  'redis_evicts/redis',
  'transaction_blocks/engagement_enriched',
])
const all: readonly FaultCase[] = [
  ...serviceCases,
  ...postgresCases,
  ...connectCases,
  ...workerCases,
  // After all that read the tables anew: its events of the future would be told again.
  ...topicCases,
  ...warehouseCases,
  ...redisCases,
  ...machineCases,
  ...lastCases,
]
const isWhole = process.env['MARSAD_DOCTOR_CASES'] === 'all'
const calmMinutes = process.env['MARSAD_DOCTOR_CALM_MINUTES']
const cases = isWhole
  ? // Those that the doctor holds for minutes belong to the long run.
    all.filter(({ heldMs }) => heldMs === undefined || calmMinutes !== undefined)
  : all.filter(({ rule, subject, title }) => title === undefined && bounded.has(`${rule}/${subject}`))
/** How long a pipeline on which nothing is wrong is watched, busy and at rest each: half an hour with `--calm 60`. */
const calmMs = Number(calmMinutes ?? 1 / 3) * 30_000
const calmPerSecond = 200
/** Generous bounds for a busy machine; the time that naming took is told by the report. */
const namedWithinMs = 60_000
const healthyWithinMs = 120_000
const longestHeldMs = Math.max(...cases.map(({ heldMs = 0 }) => heldMs))
const eventsPerSecond = 20

/** Services are ended and begun again here: on ports that no other stack prefers, and that the system gives to no client meanwhile. */
const ports = { postgres: 15_432, kafka: 19_092, connect: 18_083, clickhouse: 18_123, redis: 16_379 }

let instance: Instance
let stores: Stores
let ground: Ground
let runtime: ChangeableRuntime
/** Milliseconds from when the fault is there to its name, by case. */
const named: { rule: string; subject: string; ms: number }[] = []

const look = async (): Promise<DoctorSnapshot> => (await ask(instance.dataDir, 'doctor.look', {})).snapshot
const shown = ({ findings }: DoctorSnapshot): string[] => findings.map(({ id }) => id)

/** Nothing found, and events arrive at the far end. */
async function untilHealthy(): Promise<void> {
  await waitFor(
    'a healthy pipeline',
    async () => {
      const { findings } = await look()
      if (findings.length > 0) throw new Error(`found: ${JSON.stringify(findings, null, 2)}`)
      return true
    },
    healthyWithinMs,
    500,
  )
  const before = await waitFor('ClickHouse to count', rowCount, healthyWithinMs, 200)
  await waitFor('events to arrive in ClickHouse', async () => (await rowCount()) !== before, healthyWithinMs, 200)
}

async function rowCount(): Promise<string> {
  const query = 'SELECT count() FROM analytics.engagement_enriched'
  return (await stores.clickhouse.query({ query, format: 'TabSeparated' })).text()
}

/** Takes the fault of a case that has failed away, as far as that can be done: the cases after it are about others. */
async function mendAfterFailure(heal: FaultCase['heal']): Promise<void> {
  try {
    await heal?.(ground)
  } catch (thrown) {
    console.error(thrown)
  }
  await ask(instance.dataDir, 'doctor.fixAll', {})
}

beforeAll(async () => {
  const dataDir = await newDataDir()
  await writeSettings(dataDir, { ports })
  runtime = await makeChangeableRuntime(process.env['MARSAD_RUNTIME_MANIFEST'] ?? '')
  instance = await startInstance(dataDir, [], { MARSAD_RUNTIME_MANIFEST: runtime.manifest })
  stores = await openStores(dataDir)
  const snapshot: Ground['snapshot'] = () => ask(dataDir, 'app.snapshot', {})
  ground = {
    dataDir,
    stores,
    runtime,
    snapshot,
    pidOf: async (name) => {
      const { stack, workers } = await snapshot()
      const pid = [...stack.services, ...workers].find((each) => each.name === name)?.pid ?? null
      if (pid === null) throw new Error(`${name} has no process`)
      return pid
    },
  }
  await ask(dataDir, 'generator.set', { enabled: true, eventsPerSecond })
  await untilHealthy()
}, 240_000)

afterAll(async () => {
  await stores.close()
  await stopInstance(instance)
  await runtime.remove()
  const file = process.env['MARSAD_DOCTOR_REPORT']
  if (file !== undefined) await writeFile(file, `${JSON.stringify(named, null, 2)}\n`)
}, 120_000)

test.for(
  cases.map(
    (each) => [`${each.rule} of ${each.subject}${each.title === undefined ? '' : `: ${each.title}`}`, each] as const,
  ),
)(
  '%s',
  { timeout: longestHeldMs + namedWithinMs + 3 * healthyWithinMs },
  async ([, { rule, subject, inject, fix, heal, heldMs = 0, before = [], beside = [] }]) => {
    await untilHealthy()
    const id = `${rule}/${subject}`
    await inject(ground)
    const began = performance.now()
    let latest: DoctorSnapshot | null = null
    onTestFailed(async () => {
      console.error(JSON.stringify(latest?.findings ?? null, null, 2))
      await mendAfterFailure(heal)
    })
    latest = await waitFor(
      `the doctor to name ${id}`,
      async () => {
        latest = await look()
        return shown(latest).includes(id) && latest
      },
      heldMs + namedWithinMs,
      250,
    )
    named.push({ rule, subject, ms: Math.round(performance.now() - began) })
    // What follows from it is told with it; nothing else is wrong.
    const [finding, ...others] = latest.findings.filter((each) => !before.includes(each.rule))
    expect(finding?.id).toBe(id)
    expect(others.filter((each) => !beside.includes(each.rule))).toEqual([])
    expect(finding?.evidence.length).toBeGreaterThan(0)

    if (fix !== null) {
      expect(finding?.fixes.map((offered) => offered.id)).toContain(fix)
      const verified = async (action: Action): Promise<Action> => {
        const after = action.outcome === 'verified' ? '' : JSON.stringify((await look()).findings, null, 2)
        expect(action, after).toMatchObject({ outcome: 'verified' })
        return action
      }
      const mend = async (): Promise<Action> =>
        verified(await ask(instance.dataDir, 'doctor.fix', { finding: id, fix }))
      const { at, undo } = await mend()
      if (undo !== null) {
        await untilHealthy()
        expect(await verified(await ask(instance.dataDir, 'doctor.undo', { at }))).toMatchObject({ undoes: at })
        // Connect answers nothing for a moment while it takes a configuration over.
        await waitFor(
          `the doctor to name ${id} again`,
          async () => shown(await look()).includes(id),
          namedWithinMs,
          250,
        )
        await mend()
      }
    }
    await heal?.(ground)
    await untilHealthy()
  },
)

/** The case of a finding that causes just that. */
function caseOf(id: string): FaultCase {
  const found = all.find(({ rule, subject, title }) => title === undefined && `${rule}/${subject}` === id)
  if (found === undefined) throw new Error(`no case causes ${id}`)
  return found
}

test.for(isWhole ? pairs : pairs.slice(0, 1))(
  '%s and %s at once',
  { timeout: namedWithinMs + 3 * healthyWithinMs },
  async (ids) => {
    await untilHealthy()
    const both = ids.map(caseOf)
    for (const { inject } of both) await inject(ground)
    const told = ({ findings }: DoctorSnapshot): string[] =>
      findings.flatMap(({ id, suppresses }) => [id, ...suppresses])
    const { findings } = await waitFor(
      'both to be named, or told with their cause',
      async () => {
        const latest = await look()
        return ids.every((id) => told(latest).includes(id)) && latest
      },
      namedWithinMs,
      250,
    )
    const known = [...ids, ...both.flatMap(({ beside = [] }) => beside)]
    expect(findings.filter(({ id, rule }) => !known.includes(id) && !known.includes(rule))).toEqual([])
    // The cause is mended before what follows from it is found on its own: once more, then, for that.
    for (let round = 0; round < 3; round += 1) {
      const { actions } = await ask(instance.dataDir, 'doctor.fixAll', {})
      expect(actions.filter(({ outcome }) => outcome === 'failed')).toEqual([])
      if ((await look()).findings.length === 0) break
    }
    for (const { heal } of both) await heal?.(ground)
    await untilHealthy()
  },
)

test.for([
  ['busy', calmPerSecond],
  ['at rest', 0],
] as const)(
  'nothing is found of a healthy pipeline that is %s',
  { timeout: calmMs + healthyWithinMs },
  async ([, perSecond]) => {
    await untilHealthy()
    await ask(instance.dataDir, 'generator.set', {
      enabled: perSecond > 0,
      eventsPerSecond: perSecond || eventsPerSecond,
    })
    const until = Date.now() + calmMs
    while (Date.now() < until) {
      // As it stands: asking it to look would make it look more often than it does.
      const { doctor } = await ground.snapshot()
      expect(doctor?.findings, JSON.stringify(doctor?.findings, null, 2)).toEqual([])
      await new Promise((next) => setTimeout(next, 500))
    }
    await ask(instance.dataDir, 'generator.set', { enabled: true, eventsPerSecond })
  },
)

test('nothing was lost or doubled by all of it', async () => {
  await ask(instance.dataDir, 'generator.set', { enabled: false, eventsPerSecond })
  const { stdout, code } = await runCli([
    'reconcile',
    '--from',
    '-3h',
    '--wait',
    '60',
    '--json',
    '--data',
    instance.dataDir,
  ])
  const { totals, stores: found, ...result } = reconcileResultSchema.parse(JSON.parse(stdout))
  expect({ totals, code }, JSON.stringify(result)).toEqual({
    totals: { lost: 0, doubled: 0, altered: 0, wrong: 0 },
    code: 0,
  })
  expect(found.postgres.count).toBeGreaterThan(0)
}, 120_000)
