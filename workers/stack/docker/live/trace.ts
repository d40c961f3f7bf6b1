/**
 * What was seen of one container's life, as far as it decides why it ended. Docker tells, in this order:
 *
 * | what happened                    | events                                   |
 * |----------------------------------|------------------------------------------|
 * | it ended by itself               | die                                      |
 * | … for want of memory             | oom (once or often), die                 |
 * | docker stop, docker compose stop | kill (its stop signal), die, stop        |
 * | … beyond its grace period        | kill, kill (9), die, stop                |
 * | docker kill                      | kill (9 or another), die                 |
 * | docker restart                   | kill, die, stop, start                   |
 * | docker rm -f                     | kill (9), die, destroy                   |
 * | restarted by its policy          | die, start                               |
 * | an engine that ends, and one that finds containers of the one before | as docker stop |
 *
 * Tried on 20.10; Podman has the same words.
 */
import { constants } from 'node:os'
import type { EngineEvent } from './engineEvent'

export interface Trace {
  /** Signals sent by the engine since the last start, the first of each kind; milliseconds of the engine's clock. */
  readonly kills: readonly { readonly signal: number; readonly at: number }[]
  readonly hadTooLittleMemory: boolean
  /** Null until it was seen. */
  readonly healthyAt: number | null
  /** The latest end that was seen. */
  readonly death: Death | null
}

export interface Death {
  readonly at: number
  /** Null: it was not told. */
  readonly exitCode: number | null
  /** What had been sent to it, in the order of time. */
  readonly kills: Trace['kills']
  readonly hadTooLittleMemory: boolean
  /** The engine had been asked to stop it. */
  readonly wasStopped: boolean
}

export const noTrace: Trace = { kills: [], hadTooLittleMemory: false, healthyAt: null, death: null }

export function addEvent(trace: Trace, event: EngineEvent): Trace {
  switch (event.action) {
    case 'start':
      return { ...noTrace, death: trace.death }
    case 'kill': {
      const signal = signalNumber(event.signal ?? '')
      if (signal === null || trace.kills.some((kill) => kill.signal === signal)) return trace
      return { ...trace, kills: [...trace.kills, { signal, at: event.at }] }
    }
    case 'oom':
      return { ...trace, hadTooLittleMemory: true }
    case 'die': {
      const { kills, hadTooLittleMemory } = trace
      const exitCode = Number.isInteger(event.exitCode) ? event.exitCode : null
      return { ...noTrace, death: { at: event.at, exitCode, kills, hadTooLittleMemory, wasStopped: false } }
    }
    case 'stop':
      return trace.death === null ? trace : { ...trace, death: { ...trace.death, wasStopped: true } }
    case 'health_status':
      return event.health === 'healthy' && trace.healthyAt === null ? { ...trace, healthyAt: event.at } : trace
    default:
      return trace
  }
}

/** `15`, `SIGTERM` or `TERM`; null for what is no signal here. */
export function signalNumber(name: string): number | null {
  if (/^\d+$/.test(name)) return Number(name)
  const long = name.toUpperCase().startsWith('SIG') ? name.toUpperCase() : `SIG${name.toUpperCase()}`
  const found = Object.entries(constants.signals).find(([known]) => known === long)
  return found?.[1] ?? null
}
