import { worstOf, type Finding } from '../../contract/doctor'
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

/** The stack's phase as a shape; a ready stack wants a look where a part is missing or events do not get through. */
export function phaseGlyph(
  phase: StackPhase,
  health: Health,
  findings: readonly Pick<Finding, 'severity'>[],
): GlyphState {
  switch (phase) {
    case 'ready': {
      const isWell = health.healthy === health.total && worstOf(findings) !== 'fail'
      return isWell ? 'ok' : 'fail'
    }
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
