/**
 * The life of one supervised worker as a pure state machine; supervisor.ts carries out its effects.
 *
 *   stopped ──start──▶ starting ──running──▶ running
 *   starting, running ──exited──▶ backoff ──due──▶ starting        (while the budget lasts)
 *   starting, running ──exited──▶ failed                           (budget spent; only a person starts it again)
 *   starting, running ──stop──▶ stopping ──exited──▶ stopped
 *   starting, running ──restart──▶ stopping (then: start) ──exited──▶ starting
 *   backoff, failed ──stop──▶ stopped;  backoff, failed ──start, restart──▶ starting with a fresh budget
 *
 * Every other pair leaves the state as it is: a late message of a process that has gone is no fault.
 */
import type { Failure } from '../../contract/errors'
import { describeExit, type ExitReason } from './exitReason'

export type WorkerState =
  | { readonly kind: 'stopped'; readonly since: number }
  | { readonly kind: 'starting'; readonly since: number; readonly pid: number | null }
  | { readonly kind: 'running'; readonly since: number; readonly pid: number }
  | { readonly kind: 'stopping'; readonly since: number; readonly pid: number | null; readonly then: 'stay' | 'start' }
  | { readonly kind: 'backoff'; readonly since: number; readonly delayMs: number; readonly failure: Failure }
  | { readonly kind: 'failed'; readonly since: number; readonly failure: Failure }

export interface WorkerLife {
  readonly state: WorkerState
  /** Times (ms since the epoch) of the unasked exits that still count against the budget, oldest first. */
  readonly exits: readonly number[]
  /** Starts after an unasked exit, over the whole life. */
  readonly restarts: number
}

export type LifeEvent =
  | { readonly kind: 'start' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'restart' }
  /** The process said hello: it exists and has asked for its configuration. */
  | { readonly kind: 'hello'; readonly pid: number }
  | { readonly kind: 'running'; readonly pid: number }
  | { readonly kind: 'exited'; readonly reason: ExitReason }
  /** The delay of a backoff has passed. */
  | { readonly kind: 'due' }

export type Effect = 'spawn' | 'shutdown' | 'schedule_restart' | 'cancel_restart'

export interface RestartPolicy {
  /** So many unasked exits within `windowMs` and the worker is given up. */
  readonly budget: number
  /** Length in milliseconds of the window in which exits are counted. */
  readonly windowMs: number
  /** Delay in milliseconds before the first restart; doubles with each further exit in the window. */
  readonly firstDelayMs: number
  /** No delay is longer than this, in milliseconds. */
  readonly longestDelayMs: number
}

export const restartPolicy: RestartPolicy = {
  budget: 5,
  windowMs: 120_000,
  firstDelayMs: 250,
  longestDelayMs: 10_000,
}

export function newLife(now: number): WorkerLife {
  return { state: { kind: 'stopped', since: now }, exits: [], restarts: 0 }
}

/** Times of the exits that count, since a person started it. */
export const recentExits = ({ exits }: WorkerLife, now: number, { windowMs }: RestartPolicy): readonly number[] =>
  exits.filter((at) => now - at < windowMs)

interface Step {
  readonly life: WorkerLife
  readonly effects: readonly Effect[]
}

const stay = (life: WorkerLife): Step => ({ life, effects: [] })
const starting = (now: number): WorkerState => ({ kind: 'starting', since: now, pid: null })

/** One transition. @param now milliseconds since the epoch. @param worker its name, for the failure that people read. */
export function advance(life: WorkerLife, event: LifeEvent, now: number, policy: RestartPolicy, worker: string): Step {
  switch (event.kind) {
    case 'start':
      return start(life, now)
    case 'stop':
      return stop(life, now, 'stay')
    case 'restart':
      return stop(life, now, 'start')
    case 'hello':
      return life.state.kind === 'starting' ? stay({ ...life, state: { ...life.state, pid: event.pid } }) : stay(life)
    case 'running':
      return life.state.kind === 'starting'
        ? stay({ ...life, state: { kind: 'running', since: now, pid: event.pid } })
        : stay(life)
    case 'exited':
      return exited(life, event.reason, now, policy, worker)
    case 'due':
      return life.state.kind === 'backoff'
        ? { life: { ...life, state: starting(now), restarts: life.restarts + 1 }, effects: ['spawn'] }
        : stay(life)
  }
}

function start(life: WorkerLife, now: number): Step {
  switch (life.state.kind) {
    case 'stopped':
    case 'failed':
      return { life: { ...life, exits: [], state: starting(now) }, effects: ['spawn'] }
    case 'backoff':
      return { life: { ...life, exits: [], state: starting(now) }, effects: ['cancel_restart', 'spawn'] }
    case 'stopping':
      return stay({ ...life, state: { ...life.state, then: 'start' } })
    case 'starting':
    case 'running':
      return stay(life)
  }
}

function stop(life: WorkerLife, now: number, then: 'stay' | 'start'): Step {
  switch (life.state.kind) {
    case 'starting':
    case 'running':
      return {
        life: { ...life, state: { kind: 'stopping', since: now, pid: life.state.pid, then } },
        effects: ['shutdown'],
      }
    case 'stopping':
      return stay({ ...life, state: { ...life.state, then } })
    case 'stopped':
    case 'failed':
    case 'backoff': {
      if (then === 'start') return start(life, now)
      const effects: Effect[] = life.state.kind === 'backoff' ? ['cancel_restart'] : []
      return { life: { ...life, exits: [], state: { kind: 'stopped', since: now } }, effects }
    }
  }
}

function exited(life: WorkerLife, reason: ExitReason, now: number, policy: RestartPolicy, worker: string): Step {
  if (life.state.kind === 'stopping') {
    return life.state.then === 'start'
      ? { life: { ...life, exits: [], state: starting(now) }, effects: ['spawn'] }
      : stay({ ...life, exits: [], state: { kind: 'stopped', since: now } })
  }
  if (life.state.kind !== 'starting' && life.state.kind !== 'running') return stay(life)

  const exits = [...recentExits(life, now, policy), now]
  const own: Failure =
    reason.kind === 'fatal'
      ? reason.failure
      : {
          code: 'worker_exited',
          details: reason.kind === 'code' ? { worker, code: reason.code } : { worker },
          cause: describeExit(reason),
        }
  if (exits.length >= policy.budget) {
    const failure: Failure = {
      code: 'worker_crash_loop',
      details: { worker, restarts: exits.length - 1 },
      cause: own.cause ?? `${own.code} ${JSON.stringify(own.details)}`,
    }
    return stay({ ...life, exits, state: { kind: 'failed', since: now, failure } })
  }
  const delayMs = Math.min(policy.firstDelayMs * 2 ** (exits.length - 1), policy.longestDelayMs)
  return {
    life: { ...life, exits, state: { kind: 'backoff', since: now, delayMs, failure: own } },
    effects: ['schedule_restart'],
  }
}
