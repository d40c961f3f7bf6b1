/** What is wrong with a container, in words for people: what a MarsadError is made from. */
import type { MarsadError } from '../../../../contract/errors'

type FailureParts = ConstructorParameters<typeof MarsadError>

export interface ContainerEnd {
  readonly exitCode: number
  readonly outOfMemory: boolean
  /** The engine's own words where it could not be started; else empty. */
  readonly reason: string
  readonly lines: readonly string[]
}

export function exitFailure(service: string, { exitCode, outOfMemory, reason, lines }: ContainerEnd): FailureParts {
  const details = { service, code: exitCode, ...(outOfMemory ? { memory: 'yes' } : {}) }
  return ['container_exited', details, [...(reason === '' ? [] : [reason]), ...lines].join('\n')]
}

/** @param said what its health check answered last. */
export function unhealthyFailure(service: string, said: string, lines: readonly string[]): FailureParts {
  const check = said === '' ? [] : [`health check: ${said}`]
  return ['container_unhealthy', { service }, [...check, ...lines].join('\n')]
}
