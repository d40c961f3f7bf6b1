import { expect, test } from 'vitest'
import type { PipelineSnapshot } from '../../../contract/snapshot'
import { notYet } from '../../../contract/unread'
import { candidates } from '../diagnose'
import { testFacts, testNow, testPipeline } from '../testFacts'
import { figuresUnknown } from './figuresUnknown'

const found = (groups: PipelineSnapshot['groups']) =>
  candidates([figuresUnknown], testFacts({ pipeline: testPipeline({ groups }) }))

test('figures that were never read, or are read, are no finding', () => {
  expect(found({ state: 'unknown', reason: notYet, last: null })).toEqual([])
  expect(found({ state: 'known', value: [], at: testNow })).toEqual([])
})

test('figures that can be read no more are told with the reason', () => {
  const last = { value: [], at: testNow - 9_000 }
  const reason = { word: 'noAnswer', ms: 5_000 } as const
  const [first, ...others] = found({ state: 'unknown', reason, last })
  expect(first).toMatchObject({
    id: 'figures_unknown/observer',
    found: { values: { count: 1 }, evidence: [{ word: 'groups', values: { reason: { unread: reason } } }] },
  })
  expect(others).toEqual([])
})
