/** The stack as people see it: what the stack worker reports, corrected by what only the host knows. */
import { partAtRest } from '../contract/partAtRest'
import type { Settings } from '../contract/settings'
import {
  serviceNames,
  type StackPhase,
  type StackSnapshot,
  type WorkerName,
  type WorkerSnapshot,
} from '../contract/snapshot'
import { isOnDemand } from './pipelineWorkers'

/** Before the stack worker has reported for the first time. */
export function unreportedStack(settings: Settings, dataDir: string, now: number): StackSnapshot {
  return {
    kind: settings.stack.kind,
    phase: 'stopped',
    since: now,
    dataDir,
    services: serviceNames.map((name) => ({ name, ...partAtRest('127.0.0.1', settings.ports[name], now) })),
    extras: [],
    engine: null,
    engineFailure: null,
    preflight: [],
    pull: null,
    proposed: [],
    steps: [],
    readyMs: null,
    failure: null,
  }
}

/** The workers that carry events: without them a start cannot be proved. */
const carriers: readonly WorkerName[] = ['enricher', 'leaderboard']

/**
 * - The host has begun to stop while the stack worker does not know yet: stopping.
 * - The stack worker itself is lost for good: failed, with its failure.
 * - It starts, but a worker without which no event arrives has been given up: failed, with that worker's failure.
 * - The stack says ready, but a worker is in backoff or failed: degraded.
 */
export function seenStack(
  reported: StackSnapshot,
  workers: readonly WorkerSnapshot[],
  stoppingSince: number | null,
): StackSnapshot {
  const stack = workers.find((worker) => worker.name === 'stack')
  if (stack?.state === 'failed') {
    return { ...reported, phase: 'failed', since: stack.since, failure: stack.failure }
  }
  if (stoppingSince !== null && reported.phase !== 'stopped') {
    return { ...reported, phase: 'stopping', since: stoppingSince }
  }
  const needed = workers.find((worker) => worker.state === 'failed' && carriers.includes(worker.name))
  if (reported.phase === 'starting' && needed !== undefined) {
    return { ...reported, phase: 'failed', since: needed.since, failure: needed.failure }
  }
  // Those that work on demand carry nothing: what they were asked fails by itself.
  const lost = workers.filter(({ name, state }) => !isOnDemand(name) && (state === 'backoff' || state === 'failed'))
  if (reported.phase === 'ready' && lost.length > 0) {
    const phase: StackPhase = 'degraded'
    return { ...reported, phase, since: Math.max(...lost.map((worker) => worker.since)) }
  }
  return reported
}
