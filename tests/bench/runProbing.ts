/**
 * What the doctor's looking costs a healthy stack with its usual traffic: its own processor time, and what the services use more
 * for answering it. It is stopped and let go on in turns, so that both arms see the same stack. Linux only.
 */
import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { createUsageSampler } from '../../workers/stack/process/usage'
import { openApp } from '../support/app'
import { ask, newDataDir, writeSettings } from '../support/instance'
import { waitFor } from '../support/waitFor'
import { machine, type Machine } from './machine'
import { spread, type Spread } from './spread'

/** Read by runtime/setup/bench.mjs: the doctor lives in a utility process of the app. */
export const needsDisplay = true

const pairs = 6
/** Virtual machines compile what they run often; the start's own work ends. */
const warmUpMs = 20_000
/** After the doctor was stopped or went on: what it had asked is answered, what it had missed is read. */
const settleMs = 4_000

/** Shares of one core, in percent. */
type Shares = Readonly<Record<string, number>>

export interface ProbingResult {
  machine: Machine
  /** Of either arm, all pairs together. */
  seconds: number
  /** The goal is at most 2. */
  doctor_percent: Spread
  services_without_percent: Spread
  services_with_percent: Spread
  /** Pair by pair. */
  services_with_by_without: Spread
  /** Of each service, the median of what it uses more with the doctor. */
  added_percent: Shares
  /** Rules with a finding at the end: a stack that lacks something is looked at oftener. */
  findings: string[]
}

/** @param args seconds of either arm (60) */
export async function run(args: readonly string[]): Promise<ProbingResult> {
  const seconds = z.coerce
    .number()
    .min(pairs)
    .parse(args[0] ?? 60)
  const dataDir = await newDataDir()
  await writeSettings(dataDir, { startWithApp: true })
  const app = await openApp(dataDir)
  try {
    const pids = await waitFor('the stack and its doctor', () => pidsOf(dataDir), 120_000, 500)
    await delay(warmUpMs)
    const arms = { without: [] as Shares[], with: [] as Shares[] }
    for (let pair = 0; pair < pairs; pair += 1) {
      // Each arm comes first in half of the pairs: what drifts falls on both. The doctor looks last, so that its findings are no echo
      // of having been stopped.
      for (const arm of pair % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const))
        arms[arm].push(await measure(pids, arm, (seconds / pairs) * 1_000))
    }
    const { doctor } = await ask(dataDir, 'app.snapshot', {})
    return {
      machine: machine(),
      seconds,
      doctor_percent: spread(arms.with.map((shares) => shares['doctor'] ?? Number.NaN)),
      services_without_percent: spread(arms.without.map(servicesOf)),
      services_with_percent: spread(arms.with.map(servicesOf)),
      services_with_by_without: spread(
        arms.with.map((shares, pair) => servicesOf(shares) / servicesOf(arms.without[pair] ?? {})),
      ),
      added_percent: Object.fromEntries(
        [...pids.keys()].map((name) => [
          name,
          spread(
            arms.with.map((shares, pair) => (shares[name] ?? Number.NaN) - (arms.without[pair]?.[name] ?? Number.NaN)),
          ).median,
        ]),
      ),
      findings: doctor?.findings.map(({ rule }) => rule) ?? [],
    }
  } finally {
    await app.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** The doctor and the services; false until the stack is ready and all of them have a process. */
async function pidsOf(dataDir: string): Promise<ReadonlyMap<string, number> | false> {
  const { stack, workers } = await ask(dataDir, 'app.snapshot', {})
  if (stack.phase !== 'ready') return false
  const parts = [...stack.services, ...workers.filter(({ name }) => name === 'doctor')]
  const pids = parts.flatMap(({ name, pid }) => (pid === null ? [] : [[name, pid] as const]))
  return pids.length === stack.services.length + 1 && new Map(pids)
}

/** What each of the processes, with those it has begun, uses over so many milliseconds, while the doctor looks or is stopped. */
async function measure(pids: ReadonlyMap<string, number>, arm: 'with' | 'without', ms: number): Promise<Shares> {
  const doctor = pids.get('doctor')
  if (doctor === undefined) throw new Error('the doctor has no process')
  if (arm === 'without') process.kill(doctor, 'SIGSTOP')
  try {
    await delay(settleMs)
    const sample = createUsageSampler()
    const roots = [...pids.values()]
    sample(roots, performance.now())
    await delay(ms)
    const used = sample(roots, performance.now())
    return Object.fromEntries([...pids.keys()].map((name, index) => [name, (used[index]?.cpu ?? Number.NaN) * 100]))
  } finally {
    process.kill(doctor, 'SIGCONT')
  }
}

const servicesOf = (shares: Shares): number =>
  Object.entries(shares).reduce((sum, [name, share]) => (name === 'doctor' ? sum : sum + share), 0)
