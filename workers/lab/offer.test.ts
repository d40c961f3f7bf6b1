import { expect, test } from 'vitest'
import { faultKinds } from '../../contract/lab'
import { faults } from './faults'
import { offer } from './offer'

test('the embedded stack has every kind, each fault under a name of its own', () => {
  const offered = faults.map((fault) => offer(fault, 'embedded', 'linux'))
  expect(offered.filter(({ unavailable }) => unavailable !== null)).toEqual([])
  expect(new Set(offered.map(({ kind }) => kind))).toEqual(new Set(faultKinds))
  expect(new Set(offered.map(({ id }) => id)).size).toBe(faults.length)
})

test('in containers no signal is sent to a service; workers and doors stay', () => {
  const closed = faults
    .map((fault) => offer(fault, 'docker', 'linux'))
    .filter(({ unavailable }) => unavailable !== null)
  expect(closed.map(({ id }) => id)).toEqual([
    'kill-kafka',
    'kill-redis',
    'pause-redis',
    'pause-clickhouse',
    'pause-connect',
    'slow-clickhouse',
  ])
})

test('Windows cannot stop a process', () => {
  const closed = faults
    .map((fault) => offer(fault, 'embedded', 'win32'))
    .filter(({ unavailable }) => unavailable !== null)
  expect(new Set(closed.map(({ kind }) => kind))).toEqual(new Set(['pause', 'slow']))
})

test('both languages have all words', () => {
  for (const { words } of faults)
    for (const { en, ar } of Object.values(words)) {
      expect(en).not.toBe('')
      expect(ar).toMatch(/[؀-ۿ]/)
    }
})
