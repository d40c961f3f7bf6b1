import type { ServiceName } from '../../../../contract/snapshot'
import { runningServices, type Facts } from '../../facts'
import { looksAtServices } from './looksAtServices'

/** Longer than the look after the first that failed takes to fail too (doctor.ts), in milliseconds. */
const leastMs = 2_700

export interface SilentService {
  readonly name: ServiceName
  readonly pid: number | null
  /** For how long, in milliseconds. */
  readonly silentMs: number
  /** Why the latest question had no answer. */
  readonly reason: string
  /** How to ask it by hand. */
  readonly command: string
}

/** Services that run, but have not answered for longer than a moment. Of one whose container is paused it is known why: it is none. */
export const silentServices = (facts: Facts): SilentService[] =>
  looksAtServices(facts).flatMap(([name, { refused, failingSince, reason }, command]) => {
    const service = runningServices(facts).find((each) => each.name === name)
    if (service?.state !== 'running' || refused || failingSince === null) return []
    if (service.failure?.code === 'container_paused') return []
    const silentMs = facts.now - failingSince
    return silentMs < leastMs ? [] : [{ name, pid: service.pid, silentMs, reason: reason ?? '', command }]
  })
