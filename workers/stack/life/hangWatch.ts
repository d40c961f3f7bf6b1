/**
 * Tells a service that hangs with its port open from one that is only slow, stopped or without a turn on the CPU.
 *
 *   responsive ─(no pong)─▶ silent ─(limit passed, its main thread had its turns)─▶ hung
 *        ▲                     │
 *        └──────(pong)─────────┘
 */

/** What the kernel shows of a process's main thread. */
export interface MainThread {
  /** One letter of proc(5): `T` and `t` are stopped by a signal or a debugger. */
  readonly state: string
  /** How long it has waited on a run queue since it began, in milliseconds. */
  readonly waitedMs: number
}

export type HangWatch =
  | { readonly kind: 'responsive' }
  | { readonly kind: 'silent'; readonly since: number; readonly waitedMs: number }
  | { readonly kind: 'hung'; readonly silentMs: number }

export const responsive: HangWatch = { kind: 'responsive' }

/** A process whose thread waited for the CPU for a larger part of the silence is starved: a restart would not help it. */
const starvedShare = 0.5

export interface Pulse {
  /** Milliseconds of a clock that does not go back. */
  readonly at: number
  readonly answered: boolean
  /** Null where the system does not show it: then the silence alone decides. */
  readonly thread: MainThread | null
}

/** @param limitMs the silence from which on a process hangs */
export function advance(watch: HangWatch, { at, answered, thread }: Pulse, limitMs: number): HangWatch {
  // Who stopped a process on purpose also resumes it: the doctor reports that it does not answer.
  if (answered || thread?.state === 'T' || thread?.state === 't') return responsive
  const waitedMs = thread?.waitedMs ?? 0
  if (watch.kind !== 'silent') return { kind: 'silent', since: at, waitedMs }
  const silentMs = at - watch.since
  if (silentMs < limitMs) return watch
  const starved = waitedMs - watch.waitedMs > silentMs * starvedShare
  return starved ? { kind: 'silent', since: at, waitedMs } : { kind: 'hung', silentMs }
}
