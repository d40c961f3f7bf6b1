import { expect, test } from 'vitest'
import type { FaultOutcome } from '../../../contract/lab'
import { verdictOf } from './verdictOf'

const clean: FaultOutcome = {
  startedAt: 1,
  fault: 'pause-redis',
  title: { en: 'Pause', ar: 'إيقاف', values: {} },
  injectedAt: 2,
  named: null,
  healedAt: 3,
  recoveredMs: 4,
  reconciliation: { events: 5, lost: 0, doubled: 0 },
  failure: null,
}

test('clean only when all was seen and nothing is missing', () => {
  expect(verdictOf(clean)).toBe('clean')
  expect(verdictOf({ ...clean, recoveredMs: null })).toBe('unproved')
  expect(verdictOf({ ...clean, reconciliation: null })).toBe('unproved')
  expect(verdictOf({ ...clean, reconciliation: { events: 5, lost: 1, doubled: 0 } })).toBe('bad')
  expect(verdictOf({ ...clean, reconciliation: { events: 5, lost: 0, doubled: 1 } })).toBe('bad')
  expect(verdictOf({ ...clean, healedAt: null })).toBe('bad')
  expect(verdictOf({ ...clean, failure: { code: 'internal', details: {}, cause: null } })).toBe('bad')
})
