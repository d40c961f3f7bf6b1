/** Why a container ended: whether somebody wanted it. */
import type { Death } from './trace'

export type EndingKind =
  /** Somebody asked the engine to end it. No fault. */
  | 'stopped'
  /** Somebody had the engine kill it (docker kill): nobody waits for that, and its policy does not restart it. */
  | 'killed'
  /** By itself, or by somebody past the engine. */
  | 'exited'
  /** With its engine. Docker 20.10 stops, when it comes up, what the one before left running, and leaves it so. */
  | 'engine'

export interface Ending {
  readonly kind: EndingKind
  /** Milliseconds since the epoch, by the engine's clock. */
  readonly at: number
  readonly exitCode: number
  readonly outOfMemory: boolean
  /** The engine's own words where it could not be started; else empty. */
  readonly reason: string
  /** What it wrote last, oldest first; empty for one that was stopped. */
  readonly lines: readonly string[]
}

/** What the engine tells of a container that has ended. */
export interface EndFacts {
  /** When it ended, in milliseconds since the epoch. */
  readonly finishedAt: number
  readonly exitCode: number
  readonly outOfMemory: boolean
  readonly reason: string
  readonly restarts: number
  /** `no`, `always`, `unless-stopped`, `on-failure`. */
  readonly policy: string
  /** Of `on-failure`; 0 without limit. */
  readonly mostRestarts: number
  /** The number of the signal that asks it to end. */
  readonly stopSignal: number
  readonly stopGraceMs: number
}

/** Between what an engine notes of an end and what it tells of it. */
const noteMs = 5_000
/** A stop can be asked with another grace period; what comes later than this came by itself. */
const graceSlackMs = 10_000

const interrupt = 2
const quit = 3
const kill = 9
const terminate = 15

/**
 * @param death the latest that was seen; it counts when it is this one.
 * @param engineBackAt when an engine answered again that had been gone; null unless this end was found just then and was not
 * known before.
 */
export function judgeEnding(facts: EndFacts, death: Death | null, engineBackAt: number | null): EndingKind {
  if (facts.reason !== '') return 'exited'
  if (engineBackAt !== null && facts.finishedAt <= engineBackAt) return 'engine'
  if (death !== null && Math.abs(death.at - facts.finishedAt) <= noteMs) return judgeDeath(death, facts)
  return judgeUnseen(facts)
}

/** One that was seen. */
export function judgeDeath(death: Death, facts: Pick<EndFacts, 'stopSignal' | 'stopGraceMs' | 'exitCode'>): EndingKind {
  if (death.wasStopped) return 'stopped'
  const asked = [facts.stopSignal, terminate, interrupt, quit]
  const isFresh = ({ at }: { readonly at: number }): boolean => death.at - at <= facts.stopGraceMs + graceSlackMs
  const kills = death.kills.filter(isFresh)
  if (kills.some(({ signal }) => asked.includes(signal))) return 'stopped'
  const exitCode = death.exitCode ?? facts.exitCode
  // Another signal only counts where it is what ended it: a HUP is often just a wish to read a file anew.
  return kills.some(({ signal }) => signal === kill || exitCode === 128 + signal) ? 'killed' : 'exited'
}

/** One that was only found. What its policy would have restarted, somebody has stopped. */
function judgeUnseen({ policy, restarts, mostRestarts, exitCode, outOfMemory }: EndFacts): EndingKind {
  switch (policy) {
    case 'always':
    case 'unless-stopped':
      return 'stopped'
    case 'on-failure':
      return exitCode !== 0 && mostRestarts > 0 && restarts >= mostRestarts ? 'exited' : 'stopped'
    default: {
      // 0: it came to its end, or was stopped: no fault either way. The others: what a stop's signals leave.
      const codes = [0, 128 + interrupt, 128 + kill, 128 + terminate]
      return !outOfMemory && codes.includes(exitCode) ? 'stopped' : 'exited'
    }
  }
}
