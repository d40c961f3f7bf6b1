import { expect, test } from 'vitest'
import { candidates } from '../../diagnose'
import type { Facts } from '../../facts'
import type { MachineFacts } from '../../probes/machine'
import { healthyStack, lookAt, testFacts } from '../../testFacts'
import { machineRules } from '.'

const gibi = 1_073_741_824
const healthy: MachineFacts = {
  disk: { free: 40 * gibi, total: 200 * gibi },
  memory: { free: 8 * gibi, total: 16 * gibi },
  cores: 2,
  load: 3,
  idle: 0.5,
  openFiles: [{ pid: 100, open: 300, limit: 1_024 }],
}
const found = (changed: Partial<MachineFacts>, others: Partial<Facts> = {}): (readonly [string, string])[] =>
  candidates(machineRules, testFacts({ machine: lookAt({ ...healthy, ...changed }), ...others })).map(
    ({ id, found: { severity } }) => [id, severity],
  )

test('nothing is found of a machine with room', () => {
  expect(found({})).toEqual([])
  // A small disk with a tenth of it free.
  expect(found({ disk: { free: gibi, total: 10 * gibi } })).toEqual([])
})

test('the disk is nearly full, where the services write to it', () => {
  const disk = { free: gibi, total: 200 * gibi }
  expect(found({ disk })).toEqual([['disk_nearly_full/disk', 'warn']])
  expect(found({ disk: { ...disk, free: gibi / 8 } })).toEqual([['disk_nearly_full/disk', 'fail']])
  expect(found({ disk }, { stack: { ...healthyStack, kind: 'remote' } })).toEqual([])
})

test('memory is short, the processors are busy, a service has too much open', () => {
  expect(found({ memory: { free: gibi / 4, total: 16 * gibi } })).toEqual([['memory_short/memory', 'warn']])
  expect(found({ load: 30, idle: 0.01 })).toEqual([['processors_busy/processors', 'warn']])
  // The pipeline's own threads on processors that it fills.
  expect(found({ load: 17, idle: 0.01 })).toEqual([])
  // A load that the processors know nothing of, and one of which they cannot tell yet.
  expect(found({ load: 30, idle: 0.3 })).toEqual([])
  expect(found({ load: 30, idle: null })).toEqual([])
  const [first] = healthyStack.services.map(({ name }) => name)
  expect(found({ openFiles: [{ pid: 100, open: 900, limit: 1_024 }] })).toContainEqual([
    `open_files/${first ?? ''}`,
    'warn',
  ])
  expect(found({ openFiles: [{ pid: 7, open: 900, limit: 1_024 }] })).toEqual([])
})
