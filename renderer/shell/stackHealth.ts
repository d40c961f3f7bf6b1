import type { Finding } from '../../contract/doctor'
import type { ServiceSnapshot, StackPhase, WorkerSnapshot } from '../../contract/snapshot'
import type { GlyphState } from '../components/StateGlyph'

/** How many parts of the run (services and workers) are well. */
export interface Health {
  readonly healthy: number
  readonly total: number
}

/** @param findings what the doctor found: a part that runs may hang */
export function healthOf(
  services: readonly Pick<ServiceSnapshot, 'name' | 'state'>[],
  workers: readonly Pick<WorkerSnapshot, 'name' | 'state'>[],
  findings: readonly Pick<Finding, 'severity' | 'subject' | 'suppresses'>[],
): Health {
  const broken = new Set(
    findings
      .filter(({ severity }) => severity === 'fail')
      .flatMap(({ subject, suppresses }) => [subject, ...suppresses.map((id) => id.slice(id.indexOf('/') + 1))]),
  )
  const parts = [...services, ...workers]
  return {
    healthy: parts.filter(({ name, state }) => state === 'running' && !broken.has(name)).length,
    total: parts.length,
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
