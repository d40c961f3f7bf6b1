/**
 * The life of the stack as a whole.
 *
 *   stopped ─▶ starting ─▶ ready ⇄ degraded
 *      ▲          │  │        │      │
 *      │          │  └────────┴──────┴─▶ stopping ─▶ stopped
 *      │          ▼                         ▲
 *      └──     failed ──────────────────────┘
 *
 * `failed` is a start that gave up: what runs goes on, and a further start takes it over.
 * Each transition is one function; it throws on a state that it cannot follow, for that is a mistake of the caller.
 */
import type { Failure } from '../../../contract/errors'
import type { StartStep, StepId } from '../../../contract/snapshot'

export type StackLife =
  | { readonly phase: 'stopped'; readonly since: number }
  | { readonly phase: 'starting'; readonly since: number; readonly steps: readonly StartStep[] }
  | { readonly phase: 'ready'; readonly since: number; readonly steps: readonly StartStep[]; readonly readyMs: number }
  | {
      readonly phase: 'degraded'
      readonly since: number
      readonly steps: readonly StartStep[]
      readonly readyMs: number
    }
  | {
      readonly phase: 'failed'
      readonly since: number
      readonly steps: readonly StartStep[]
      readonly failure: Failure
    }
  | { readonly phase: 'stopping'; readonly since: number; readonly steps: readonly StartStep[] }

export const stoppedAt = (now: number): StackLife => ({ phase: 'stopped', since: now })

/** A person pressed Start (or a running stack was found). @param steps of this start, in the order in which they are read */
export function begin(life: StackLife, steps: readonly StepId[], now: number): StackLife {
  if (life.phase !== 'stopped' && life.phase !== 'failed') throw new Error(`a ${life.phase} stack cannot begin a start`)
  return { phase: 'starting', since: now, steps: steps.map(pending) }
}

export function beginStep(life: StackLife, id: StepId, now: number): StackLife {
  return changeStep(life, id, (step) => ({ ...step, state: 'running', startedAt: now }))
}

export function finishStep(life: StackLife, id: StepId, changes: readonly string[], now: number): StackLife {
  return changeStep(life, id, (step) => ({ ...step, state: 'done', tookMs: tookOf(step, now), changes: [...changes] }))
}

export function failStep(life: StackLife, id: StepId, now: number): StackLife {
  return changeStep(life, id, (step) => ({ ...step, state: 'failed', tookMs: tookOf(step, now) }))
}

/** The canary came through: the start is proved. */
export function prove(life: StackLife, now: number): StackLife {
  if (life.phase !== 'starting') throw new Error(`a ${life.phase} stack cannot become ready`)
  return { phase: 'ready', since: now, steps: life.steps, readyMs: now - life.since }
}

/** A start gave up. */
export function giveUp(life: StackLife, failure: Failure, now: number): StackLife {
  if (life.phase !== 'starting') throw new Error(`a ${life.phase} stack has no start to give up`)
  return { phase: 'failed', since: now, steps: life.steps, failure }
}

/** Follows the services of a stack that was proved: `allServe` tells whether each one runs and answers. */
export function follow(life: StackLife, allServe: boolean, now: number): StackLife {
  if (life.phase === 'ready' && !allServe) return { ...life, phase: 'degraded', since: now }
  if (life.phase === 'degraded' && allServe) return { ...life, phase: 'ready', since: now }
  return life
}

/** Services may run although this console has not started them: those can be stopped too. */
export function beginStop(life: StackLife, now: number): StackLife {
  if (life.phase === 'stopping') throw new Error('a stopping stack cannot be stopped')
  return { phase: 'stopping', since: now, steps: life.phase === 'stopped' ? [] : life.steps }
}

function pending(id: StepId): StartStep {
  return { id, state: 'pending', startedAt: null, tookMs: null, changes: [] }
}

function tookOf(step: StartStep, now: number): number {
  return step.startedAt === null ? 0 : now - step.startedAt
}

/** Steps belong to a start: news of a step that arrives after its start has ended changes nothing. */
function changeStep(life: StackLife, id: StepId, change: (step: StartStep) => StartStep): StackLife {
  if (life.phase !== 'starting') return life
  return { ...life, steps: life.steps.map((step) => (step.id === id ? change(step) : step)) }
}
