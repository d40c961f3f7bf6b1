import { describe, expect, it } from 'vitest'
import { groupGlyph, toKnownGroupState } from './groupState'

describe('groupGlyph', () => {
  it('calls a group without members broken only when messages wait for it', () => {
    expect(groupGlyph('Empty', 0)).toBe('idle')
    expect(groupGlyph('Empty', 12)).toBe('fail')
  })

  it('knows a working and a rebalancing group, and says nothing of a state it does not know', () => {
    expect(groupGlyph('Stable', 12)).toBe('ok')
    expect(groupGlyph('PreparingRebalance', 0)).toBe('warn')
    expect(groupGlyph('Assigning', 3)).toBe('idle')
    expect(toKnownGroupState('Assigning')).toBeNull()
  })
})
