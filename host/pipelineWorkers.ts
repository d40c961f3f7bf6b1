/**
 * Which workers should run now. The enricher and the leaderboard worker need topics and endpoints; the observer and the
 * generator are no part of the proof and wait for its end, so that the start has the machine to itself. All are started
 * again when the services have moved.
 */
import type { StackPhase, WorkerName } from '../contract/snapshot'
import type { Endpoints, WorkerEvent } from '../contract/workers'

type Milestone = Extract<WorkerEvent, { kind: 'milestone' }>
type MilestoneName = Milestone['name']
/** The workers whose life follows the stack's. */
export const pipelineWorkerNames = ['enricher', 'leaderboard', 'observer', 'generator'] as const
export type PipelineWorkerName = (typeof pipelineWorkerNames)[number]

/** Started when somebody asks something of them, and ended when they have had nothing to do for a while. */
export const onDemandWorkers = ['prover', 'lab'] as const
export type OnDemandWorker = (typeof onDemandWorkers)[number]
export const isOnDemand = (name: WorkerName): name is OnDemandWorker => onDemandWorkers.some((each) => each === name)

/** Looks at the stack from its first moment on, also at a start that fails; it follows the services where they move. */
export const watchingWorker = 'doctor'

/** Those that may have commands of people run. */
export const askingWorkers: readonly WorkerName[] = ['doctor', 'lab']

/** Whether there is a stack to look at. */
export const isWatched = (phase: StackPhase): boolean =>
  phase === 'starting' || phase === 'ready' || phase === 'degraded' || phase === 'failed'

const needs: Record<PipelineWorkerName | OnDemandWorker, MilestoneName> = {
  enricher: 'topics_ready',
  leaderboard: 'topics_ready',
  observer: 'ready',
  generator: 'ready',
  prover: 'topics_ready',
  // The doctor must be able to say that all is well before something is broken.
  lab: 'ready',
}

/** What is known of the start that is under way or done. */
export interface StackProgress {
  readonly endpoints: Endpoints | null
  /** In the order in which they were reached. */
  readonly milestones: readonly MilestoneName[]
  /** The start gave up; what runs can still be looked at. */
  readonly failed: boolean
}
export const noProgress: StackProgress = { endpoints: null, milestones: [], failed: false }

/** What an event of the stack worker means: the new progress, and whether running workers must be started again. */
export function progressAfter(
  progress: StackProgress,
  event: WorkerEvent,
): { progress: StackProgress; moved: boolean } {
  if (event.kind === 'endpoints') {
    const moved = progress.endpoints !== null && JSON.stringify(progress.endpoints) !== JSON.stringify(event.endpoints)
    return { progress: { ...progress, endpoints: event.endpoints }, moved }
  }
  if (event.kind === 'stack') {
    const failed = event.snapshot.phase === 'failed'
    return { progress: failed === progress.failed ? progress : { ...progress, failed }, moved: false }
  }
  if (event.kind !== 'milestone') return { progress, moved: false }
  if (event.name === 'stopped') return { progress: noProgress, moved: false }
  if (progress.milestones.includes(event.name)) return { progress, moved: false }
  return { progress: { ...progress, milestones: [...progress.milestones, event.name] }, moved: false }
}

/** Whether the stack has come far enough for a worker. */
export function mayRun(progress: StackProgress, name: PipelineWorkerName | OnDemandWorker): boolean {
  if (progress.endpoints === null) return false
  if (progress.milestones.includes(needs[name])) return true
  // A failed start is when people look: the observer then shows how far data comes.
  return name === 'observer' && progress.failed && progress.milestones.includes('topics_ready')
}

/** The workers that listen to an event of another one. */
export function listenersOf(event: WorkerEvent): readonly WorkerName[] {
  switch (event.kind) {
    case 'enricher':
    case 'leaderboard':
      return ['observer', 'stack']
    case 'generator':
      return ['observer']
    case 'stack':
      return ['observer', 'doctor', 'lab']
    case 'milestone':
      return pipelineWorkerNames
    case 'endpoints':
      return ['doctor']
    case 'proof':
    case 'doctor':
      return ['lab']
    case 'pipeline':
    case 'lab':
    case 'console':
    case 'settings':
    case 'log':
      return []
  }
}
