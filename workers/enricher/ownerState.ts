/**
 * The life of one owned partition.
 *
 *   taking ──► running ──► released
 *     ▲ │        │
 *     │ └► waiting / fenced ◄┘
 *     └──────────┘
 *
 * Taking: initialise the partition's producer (this ends what a former owner left open), then read the committed offset,
 * then start there. Any failure, and so any commit whose outcome is unknown, throws producer and reader away and leads
 * back to taking. A fenced owner takes again only when the group has confirmed that the partition is still its own:
 * else two owners would fence each other in turn.
 */
export type OwnerState =
  | { readonly kind: 'taking'; readonly failures: number }
  | { readonly kind: 'running' }
  | { readonly kind: 'waiting'; readonly failures: number; readonly reason: string }
  | { readonly kind: 'fenced'; readonly failures: number }
  | { readonly kind: 'released' }

export type OwnerEvent =
  /** The committed offset was read; records flow. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed'; readonly fenced: boolean; readonly reason: string }
  /** The wait is over. */
  | { readonly kind: 'waited' }
  /** The group confirmed the assignment. */
  | { readonly kind: 'confirmed' }
  /** The partition belongs to another, or the worker ends. */
  | { readonly kind: 'release' }

/** The next state; an event that means nothing in a state leaves it as it is. */
export function nextOwnerState(state: OwnerState, event: OwnerEvent): OwnerState {
  if (state.kind === 'released') return state
  switch (event.kind) {
    case 'release':
      return { kind: 'released' }
    case 'taken':
      return state.kind === 'taking' ? { kind: 'running' } : state
    case 'failed': {
      if (state.kind !== 'taking' && state.kind !== 'running') return state
      const failures = (state.kind === 'taking' ? state.failures : 0) + 1
      return event.fenced ? { kind: 'fenced', failures } : { kind: 'waiting', failures, reason: event.reason }
    }
    case 'waited':
      return state.kind === 'waiting' ? { kind: 'taking', failures: state.failures } : state
    case 'confirmed':
      return state.kind === 'fenced' ? { kind: 'taking', failures: state.failures } : state
  }
}
