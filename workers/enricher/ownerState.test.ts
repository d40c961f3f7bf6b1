import { describe, expect, it } from 'vitest'
import { nextOwnerState, type OwnerEvent, type OwnerState } from './ownerState'

function after(events: readonly OwnerEvent[], from: OwnerState = { kind: 'taking', failures: 0 }): OwnerState {
  return events.reduce(nextOwnerState, from)
}

const lost: OwnerEvent = { kind: 'failed', fenced: false, reason: 'away' }
const fenced: OwnerEvent = { kind: 'failed', fenced: true, reason: 'fenced' }

describe('owner state', () => {
  it('counts failures until records flow again', () => {
    expect(after([lost, { kind: 'waited' }, lost])).toEqual({ kind: 'waiting', failures: 2, reason: 'away' })
    expect(after([lost, { kind: 'waited' }, { kind: 'taken' }, lost])).toEqual({
      kind: 'waiting',
      failures: 1,
      reason: 'away',
    })
  })

  it('does not take a partition back after fencing before the group confirms it', () => {
    expect(after([{ kind: 'taken' }, fenced, { kind: 'waited' }])).toEqual({ kind: 'fenced', failures: 1 })
    expect(after([{ kind: 'taken' }, fenced, { kind: 'confirmed' }])).toEqual({ kind: 'taking', failures: 1 })
  })

  it('ignores a confirmation that it does not need', () => {
    expect(after([{ kind: 'taken' }, { kind: 'confirmed' }])).toEqual({ kind: 'running' })
    expect(after([lost, { kind: 'confirmed' }])).toMatchObject({ kind: 'waiting' })
  })

  it('never leaves the end', () => {
    for (const event of [
      lost,
      fenced,
      { kind: 'taken' },
      { kind: 'waited' },
      { kind: 'confirmed' },
    ] satisfies OwnerEvent[])
      expect(after([{ kind: 'release' }, event])).toEqual({ kind: 'released' })
  })
})
