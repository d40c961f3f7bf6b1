import type { ConsoleSnapshot, ServiceSnapshot, StackPhase, WorkerSnapshot } from '../../contract/snapshot'
import type { GlyphState } from '../components/StateGlyph'

/** How many parts of the run (services and workers) are well. */
export interface Health {
  readonly healthy: number
  readonly total: number
}

export function healthOf(services: readonly ServiceSnapshot[], workers: readonly WorkerSnapshot[]): Health {
  return {
    healthy: [...services, ...workers].filter((part) => part.state === 'running').length,
    total: services.length + workers.length,
  }
}

/** The stack's phase as a shape; a ready stack with a part missing wants a look. */
export function phaseGlyph(phase: StackPhase, health: Health): GlyphState {
  switch (phase) {
    case 'ready':
      return health.healthy === health.total ? 'ok' : 'fail'
    case 'degraded':
    case 'failed':
      return 'fail'
    case 'stopped':
    case 'partial':
    case 'starting':
    case 'stopping':
      return 'idle'
  }
}

export const selectHealth = (snapshot: ConsoleSnapshot): string => {
  const { healthy, total } = healthOf(snapshot.stack.services, snapshot.workers)
  return `${healthy}/${total}`
}
