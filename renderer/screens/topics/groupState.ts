import type { GlyphState } from '../../components/StateGlyph'

/** Kafka's names of a consumer group's state that people meet; another one is shown as it is. */
export const groupStates = ['Stable', 'Empty', 'Dead', 'PreparingRebalance', 'CompletingRebalance', 'Unknown'] as const
export type KnownGroupState = (typeof groupStates)[number]

export function toKnownGroupState(state: string): KnownGroupState | null {
  return groupStates.find((known) => known === state) ?? null
}

/** An empty group with nothing to read is idle; with something to read it is broken: nobody will. */
export function groupGlyph(state: string, lag: number): GlyphState {
  switch (toKnownGroupState(state)) {
    case 'Stable':
      return 'ok'
    case 'PreparingRebalance':
    case 'CompletingRebalance':
      return 'warn'
    case 'Empty':
    case 'Dead':
      return lag > 0 ? 'fail' : 'idle'
    case 'Unknown':
    case null:
      return 'idle'
  }
}
