/**
 * The life of one service.
 *
 *   stopped ─▶ starting ─▶ running ─▶ stopping ─▶ stopped
 *                 │  ▲         │
 *                 ▼  └─ backoff ◀┘ (it exited)
 *               failed  ◀── backoff (the budget is spent)
 *
 * `starting` also ends in `stopping`, when a person changes their mind. A service that hangs stays `running`: its
 * process lives, and `silent` says since when it has not answered.
 */
import type { Failure } from '../../../contract/errors'
import type { ServiceSnapshot, Wait } from '../../../contract/snapshot'
import type { ProcessIdentity } from '../../../common/process/identity'

/** What a service left behind when it exited. */
export interface Remains {
  readonly failure: Failure
  readonly lastLog: readonly string[]
}

export type ServiceLife =
  | { readonly state: 'stopped'; readonly since: number }
  | {
      readonly state: 'starting'
      readonly since: number
      readonly waitingFor: Wait
      readonly process: ProcessIdentity | null
    }
  | {
      readonly state: 'running'
      readonly since: number
      readonly process: ProcessIdentity
      /** Milliseconds from spawn to first answer; null for one that was found running. */
      readonly startMs: number | null
      readonly silent: Failure | null
    }
  | { readonly state: 'stopping'; readonly since: number; readonly process: ProcessIdentity }
  | { readonly state: 'backoff'; readonly since: number; readonly remains: Remains }
  | { readonly state: 'failed'; readonly since: number; readonly remains: Remains }

/** The part of a service's snapshot that its life decides. */
export type LifeView = Pick<ServiceSnapshot, 'state' | 'since' | 'pid' | 'waitingFor' | 'failure' | 'lastLog'>

export function viewOf(life: ServiceLife): LifeView {
  const base = { state: life.state, since: life.since, pid: null, waitingFor: null, failure: null, lastLog: [] }
  switch (life.state) {
    case 'stopped':
      return base
    case 'starting':
      return { ...base, pid: life.process?.pid ?? null, waitingFor: life.waitingFor }
    case 'running':
      return { ...base, pid: life.process.pid, failure: life.silent }
    case 'stopping':
      return { ...base, pid: life.process.pid }
    case 'backoff':
      return { ...base, waitingFor: 'restart_delay', failure: life.remains.failure, lastLog: [...life.remains.lastLog] }
    case 'failed':
      return { ...base, failure: life.remains.failure, lastLog: [...life.remains.lastLog] }
  }
}

/** The process behind a life, while there is one. */
export function processOf(life: ServiceLife): ProcessIdentity | null {
  return life.state === 'starting' || life.state === 'running' || life.state === 'stopping' ? life.process : null
}

/** Whether a service serves: its process runs and answers. */
export function serves(life: ServiceLife): boolean {
  return life.state === 'running' && life.silent === null
}
