/** What the rules of workers share. */
import type { Part } from '../../../../contract/doctor'
import { known } from '../../../../contract/known'
import type { Reading, WorkerSnapshot } from '../../../../contract/snapshot'
import { isUp, type Facts } from '../../facts'
import type { Fix } from '../../rule'

/** Workers that the pipeline needs, in the order in which events meet them. */
const needed = ['enricher', 'leaderboard', 'observer'] as const
export type NeededWorker = (typeof needed)[number]
export interface NeededSnapshot extends WorkerSnapshot {
  readonly name: NeededWorker
}

/** The observer tells at least this often, in milliseconds. */
const observerMs = 5_000

/** Those workers of a stack that has come up. */
export const neededWorkers = (facts: Facts): readonly NeededSnapshot[] =>
  isUp(facts)
    ? needed.flatMap((name) => {
        const worker = facts.workers.find((each) => each.name === name)
        return worker === undefined ? [] : [{ ...worker, name }]
      })
    : []

/** Whether the pipeline needs a worker; the others serve people. */
export const isNeeded = (worker: string): worker is NeededWorker => needed.some((name) => name === worker)

/** What cannot go on without a worker. */
export const partsOf = (worker: string): readonly Part[] => (isNeeded(worker) ? [worker] : [])

/** When a worker was heard of last, in milliseconds since the epoch; null where it never was, or whoever hears them is silent. */
export function lastWordAt({ pipeline, now }: Facts, worker: NeededWorker): number | null {
  if (pipeline === null) return null
  // Everything else comes through the observer: of the others nothing is known while it says nothing.
  if (worker === 'observer') return pipeline.at
  if (now - pipeline.at > observerMs) return null
  const stats = worker === 'enricher' ? pipeline.enricher : pipeline.leaderboardWorker
  return stats.state === 'known' ? stats.at : (stats.last?.at ?? null)
}

/** What a worker itself says that it waits for; null where nothing is. */
export function lastErrorOf({ pipeline }: Facts, worker: 'enricher' | 'leaderboard'): string | null {
  const stats: Reading<{ readonly lastError: string | null }> | undefined =
    worker === 'enricher' ? pipeline?.enricher : pipeline?.leaderboardWorker
  return known(stats)?.lastError ?? null
}

/** Whether a worker runs, and has told of itself since it began if it does so at all. */
export function works(facts: Facts, worker: string): boolean {
  const found = facts.workers.find(({ name }) => name === worker)
  if (found?.state !== 'running') return false
  return !isNeeded(found.name) || (lastWordAt(facts, found.name) ?? 0) > found.since
}

/** Ends a worker's process and begins another; it goes on where its group stands. */
export const restartWorker: Fix = {
  safe: true,
  run: async ({ ask, facts }, { subject }) => {
    const worker = facts.workers.find(({ name }) => name === subject)
    if (worker !== undefined) await ask('worker.restart', { name: worker.name })
  },
  works: (facts, { subject }) => works(facts, subject),
  settleMs: 60_000,
}
