import { expect, it } from 'vitest'
import type { ExistingTopic } from '../../pipeline/topics/existingTopics'
import { topicPlan } from './topicPlan'

const wanted = [{ name: 't', partitions: 4, config: { 'cleanup.policy': 'compact' } }]
const existing = (more: Partial<ExistingTopic>): ExistingTopic[] => [
  { name: 't', partitions: 4, replicas: 1, inSync: 1, config: {}, effective: { 'cleanup.policy': 'compact' }, ...more },
]

it('creates what is missing', () => {
  expect(topicPlan(wanted, [])).toEqual({ create: wanted, configure: [], report: ['topic t'] })
})

it('leaves what is right, also when it is so by default', () => {
  expect(topicPlan(wanted, existing({}))).toEqual({ create: [], configure: [], report: [] })
})

it('repairs a setting and keeps the others that were set', () => {
  const plan = topicPlan(
    wanted,
    existing({ config: { 'segment.ms': '5' }, effective: { 'cleanup.policy': 'delete', 'segment.ms': '5' } }),
  )
  expect(plan.configure).toEqual([{ name: 't', config: { 'segment.ms': '5', 'cleanup.policy': 'compact' } }])
  expect(plan.report).toEqual(['topic t: cleanup.policy'])
})

it('reports too few partitions and does not add any', () => {
  const plan = topicPlan(wanted, existing({ partitions: 1 }))
  expect(plan.create).toEqual([])
  expect(plan.report).toEqual(['topic t: 1 of 4 partitions (left as it is)'])
})
