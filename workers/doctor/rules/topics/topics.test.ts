import { expect, test } from 'vitest'
import { topics } from '../../../../contract/pipeline'
import { wantedTopics } from '../../../pipeline/topics/wantedTopics'
import type { ExistingTopic } from '../../../pipeline/topics/existingTopics'
import { candidates } from '../../diagnose'
import type { Facts } from '../../facts'
import { healthyStack, lookAt, lookAtNothing, testFacts, testTrend } from '../../testFacts'
import { topicRules } from '.'

const healthy: ExistingTopic[] = wantedTopics.map(({ name, partitions, config }) => ({
  name,
  partitions,
  replicas: 1,
  inSync: 1,
  config,
  effective: config,
}))
const changedTopic = (name: string, changed: Partial<ExistingTopic>): ExistingTopic[] =>
  healthy.map((topic) => (topic.name === name ? { ...topic, ...changed } : topic))

const found = (there: readonly ExistingTopic[], others: Partial<Facts> = {}): (readonly [string, string])[] =>
  candidates(
    topicRules,
    testFacts({ kafka: lookAt({ brokers: 1, topics: there, groups: new Map(), transactions: [] }), ...others }),
  ).map(({ id, found: { severity } }) => [id, severity])

test('nothing is found of topics as they were made, of a stack on its way up, and where nobody knows', () => {
  expect(found(healthy)).toEqual([])
  expect(found([], { stack: { ...healthyStack, phase: 'starting' } })).toEqual([])
  expect(found([], { kafka: lookAtNothing })).toEqual([])
})

test('a topic is missing', () => {
  expect(found(healthy.filter(({ name }) => name !== topics.enriched))).toEqual([
    [`topic_missing/${topics.enriched}`, 'fail'],
  ])
})

test('a topic forgets otherwise, or too soon', () => {
  const compacted = { effective: { 'cleanup.policy': 'compact', 'retention.ms': '604800000' } }
  expect(found(changedTopic(topics.events, compacted))).toEqual([[`topic_policy/${topics.events}`, 'fail']])
  const kept = (ms: string): ExistingTopic[] =>
    changedTopic(topics.enriched, { effective: { 'cleanup.policy': 'delete', 'retention.ms': ms } })
  expect(found(kept('600000'))).toEqual([[`topic_retention/${topics.enriched}`, 'fail']])
  expect(found(kept('86400000'))).toEqual([[`topic_retention/${topics.enriched}`, 'warn']])
  expect(found(kept('-1'))).toEqual([])
})

test('a topic asks for more copies in sync than there are', () => {
  const asks = (minimum: string, replicas: number, inSync: number) =>
    candidates(
      topicRules,
      testFacts({
        kafka: lookAt({
          brokers: 3,
          topics: changedTopic(topics.enriched, {
            replicas,
            inSync,
            effective: {
              ...healthy.find(({ name }) => name === topics.enriched)?.effective,
              'min.insync.replicas': minimum,
            },
          }),
          groups: new Map(),
          transactions: [],
        }),
      }),
    ).map(({ id, found: { fixes } }) => [id, fixes])
  expect(asks('2', 3, 2)).toEqual([])
  expect(asks('2', 1, 1)).toEqual([[`topic_in_sync/${topics.enriched}`, ['lower']]])
  // A broker is down: nothing may be lowered.
  expect(asks('2', 3, 1)).toEqual([[`topic_in_sync/${topics.enriched}`, []]])
})

test('a topic has too few partitions; more than wanted are nobody’s trouble', () => {
  expect(found(changedTopic(topics.enriched, { partitions: 1 }))).toEqual([
    [`topic_partitions/${topics.enriched}`, 'warn'],
  ])
  expect(found(changedTopic(topics.enriched, { partitions: 12 }))).toEqual([])
})

test('dead letters come', () => {
  expect(found(healthy, { recent: testTrend({ dead_letters: [4, 6] }) })).toEqual([
    [`records_not_events/${topics.deadLetters}`, 'warn'],
  ])
  expect(found(healthy, { recent: testTrend({ dead_letters: [4, 4] }) })).toEqual([])
})
