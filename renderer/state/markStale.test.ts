import { expect, it } from 'vitest'
import { ready } from '../test-support/snapshots'
import { markStale, staleAfterMs } from './markStale'

it('leaves a fresh snapshot alone', () => {
  const snapshot = ready()
  expect(markStale(snapshot)).toBe(snapshot)
})

it('takes numbers of a silent observer for unknown, and keeps the last ones with their age', () => {
  const snapshot = ready()
  const later = { ...snapshot, at: snapshot.at + staleAfterMs + 1 }
  expect(markStale(later).pipeline?.redis).toEqual({
    state: 'unknown',
    reason: { word: 'noReport', ms: staleAfterMs },
    last: { value: { minuteSets: 60, usedBytes: 3.4e6, past: 0, future: 0 }, at: snapshot.at - 240 },
  })
})
