import type { Part } from '../../../../contract/doctor'
import type { ServiceSnapshot } from '../../../../contract/snapshot'
import { runningServices, type Facts } from '../../facts'
import { mayWaitForTurn } from '../../quietParts'
import { looksAtServices } from './looksAtServices'

/** Longer than the look after the first that failed takes to fail too (doctor.ts), in milliseconds. */
const leastMs = 2_700

export interface SilentService {
  readonly service: ServiceSnapshot
  /** For how long, in milliseconds. */
  readonly silentMs: number
  /** Why the latest question had no answer; null where it only waited in vain. */
  readonly reason: string | null
  /** How to ask it by hand. */
  readonly command: string
}

/** Whether it is known to stand still for itself, and not for want of a turn, however full the processors are: stopped, stuck, or paused with its container. */
export const hangs = (facts: Facts, { name, failure }: ServiceSnapshot): boolean =>
  failure?.code === 'container_paused' || !mayWaitForTurn(facts, name)

/** What may be the cause where a service that runs is not well. */
export const causesOfIllness = (facts: Facts, service: ServiceSnapshot): readonly Part[] =>
  hangs(facts, service) ? ['engine', 'machine'] : ['engine', 'machine', 'processors']

/** Services that run, but have not answered for longer than a moment. */
export const silentServices = (facts: Facts): SilentService[] =>
  looksAtServices(facts).flatMap(([name, { refused, failingSince, reason }, command]) => {
    const service = runningServices(facts).find((each) => each.name === name)
    if (service?.state !== 'running' || refused || failingSince === null) return []
    const silentMs = facts.now - failingSince
    if (silentMs < leastMs) return []
    // That time was up is no reason beside the silence.
    return [{ service, silentMs, reason: typeof reason === 'string' ? reason : null, command }]
  })
