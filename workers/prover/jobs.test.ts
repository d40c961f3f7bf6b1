import { expect, test } from 'vitest'
import type { ProofSnapshot } from '../../contract/proof'
import { createJobs } from './jobs'

const nothing = { reconcile: null, repair: null, backfill: null, resumable: null }

function open() {
  const told: ProofSnapshot[] = []
  const failures: unknown[] = []
  const jobs = createJobs(
    nothing,
    (snapshot) => told.push(snapshot),
    (thrown) => failures.push(thrown),
    () => 1_000,
  )
  return { jobs, told, failures, last: () => told.at(-1)?.job }
}
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')))
  })

test('a job is told when it begins and when it is done', async () => {
  const { jobs, told, last } = open()
  let finish: () => void = () => undefined
  const id = jobs.start('reconcile', () => new Promise((resolve) => (finish = resolve)))
  expect(last()).toMatchObject({ id, kind: 'reconcile', state: 'running', endedAt: null })
  finish()
  await new Promise(setImmediate)
  expect(last()).toMatchObject({ id, state: 'done', endedAt: 1_000, failure: null })
  expect(told).toHaveLength(2)
  await jobs.close()
})

test('one at a time, each with a larger number', async () => {
  const { jobs } = open()
  const first = jobs.start('backfill', ({ signal }) => untilAborted(signal))
  expect(() => jobs.start('reconcile', () => Promise.resolve())).toThrow(/job_running/)
  await jobs.cancel(['backfill'])
  expect(jobs.start('reconcile', () => Promise.resolve())).toBeGreaterThan(first)
  await jobs.close()
})

test('cancelled only by its own command, and told so', async () => {
  const { jobs, failures, last } = open()
  jobs.start('backfill', ({ signal }) => untilAborted(signal))
  await jobs.cancel(['reconcile', 'repair'])
  expect(last()?.state).toBe('running')
  await jobs.cancel(['backfill'])
  expect(last()?.state).toBe('cancelled')
  expect(failures).toEqual([])
})

test('a failure is told with its code, and the next job may begin', async () => {
  const { jobs, failures, last } = open()
  jobs.start('reconcile', () => Promise.reject(new Error('no such table')))
  await new Promise(setImmediate)
  expect(last()).toMatchObject({ state: 'failed', failure: { code: 'internal' } })
  expect(failures).toHaveLength(1)
  expect(() => jobs.start('reconcile', () => Promise.resolve())).not.toThrow()
  await jobs.close()
})
