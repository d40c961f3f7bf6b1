import type { ServiceSnapshot } from '../../../../contract/snapshot'
import { runningServices, type Facts } from '../../facts'
import type { Part } from '../../rule'
import { looksAtServices } from './looksAtServices'

/** Longer than the look after the first that failed takes to fail too (doctor.ts), in milliseconds. */
const leastMs = 2_700

export interface SilentService {
  readonly service: ServiceSnapshot
  /** For how long, in milliseconds. */
  readonly silentMs: number
  /** Why the latest question had no answer. */
  readonly reason: string
  /** How to ask it by hand. */
  readonly command: string
}

/** Somebody paused its container: then it does not wait for a turn, however full the processors are. */
const isPaused = ({ failure }: ServiceSnapshot): boolean => failure?.code === 'container_paused'

/** What may be the cause where a service that runs is not well. */
export const causesOfIllness = (service: ServiceSnapshot): readonly Part[] =>
  isPaused(service) ? ['engine', 'machine'] : ['engine', 'machine', 'processors']

/** Services that run, but have not answered for longer than a moment. */
export const silentServices = (facts: Facts): SilentService[] =>
  looksAtServices(facts).flatMap(([name, { refused, failingSince, reason }, command]) => {
    const service = runningServices(facts).find((each) => each.name === name)
    if (service?.state !== 'running' || refused || failingSince === null) return []
    const silentMs = facts.now - failingSince
    if (silentMs < leastMs) return []
    return [{ service, silentMs, reason: reason ?? '', command }]
  })
