import { expect, test } from 'vitest'
import type { Failure } from '../../../contract/errors'
import { startFailure } from './startFailure'

const met: Failure = { code: 'prepare_failed', details: { step: 'prepare_postgres' }, cause: 'could not extend file' }

test('what was met stays what it is while the disk has room', () => {
  expect(startFailure(met, { path: '/data', hasRoom: true })).toBe(met)
})

test('a full disk explains a symptom, which is kept as the cause', () => {
  const failure = startFailure(met, { path: '/data', hasRoom: false })
  expect(failure).toMatchObject({ code: 'disk_full', details: { path: '/data' } })
  expect(failure.cause).toContain('prepare_postgres')
  expect(failure.cause).toContain('could not extend file')
})

test('so do words that tell of it, when there is room again by the time it is looked at', () => {
  const told = { ...met, cause: 'could not extend file "base/5/1": No space left on device' }
  expect(startFailure(told, { path: '/data', hasRoom: true }).code).toBe('disk_full')
})

test('what has another cause keeps it on a full disk', () => {
  const missing: Failure = { code: 'runtime_missing', details: { path: '/x' }, cause: null }
  expect(startFailure(missing, { path: '/data', hasRoom: false })).toBe(missing)
})
