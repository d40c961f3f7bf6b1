/** Why a worker's process ended: the whole list. */
import type { Failure } from '../../contract/errors'

export type ExitReason =
  /** It was asked to shut down and did. */
  | { readonly kind: 'asked' }
  /** It was asked to shut down, took longer than the limit, and was killed. */
  | { readonly kind: 'killed_after_limit' }
  /** It never said hello within the limit and was killed. */
  | { readonly kind: 'silent' }
  /** It told what it could not overcome before it ended. */
  | { readonly kind: 'fatal'; readonly failure: Failure }
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'spawn_failed'; readonly cause: string }

/** A reason in technical words, for logs and details. */
export function describeExit(reason: ExitReason): string {
  switch (reason.kind) {
    case 'asked':
      return 'shut down when asked'
    case 'killed_after_limit':
      return 'killed: shutdown took longer than its limit'
    case 'silent':
      return 'killed: no hello within the limit'
    case 'fatal':
      return `fatal: ${reason.failure.code}`
    case 'code':
      return `exit code ${reason.code}`
    case 'signal':
      return `signal ${reason.signal}`
    case 'spawn_failed':
      return `could not be started: ${reason.cause}`
  }
}
