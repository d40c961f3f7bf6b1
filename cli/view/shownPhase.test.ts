import { expect, it } from 'vitest'
import { topicNames, topics } from '../../contract/pipeline'
import type { ConsoleSnapshot, TopicSnapshot } from '../../contract/snapshot'
import { samplePipeline, sampleSnapshot } from './sampleSnapshot'
import { shownPhase } from './shownPhase'

const topic = (name: TopicSnapshot['name']): TopicSnapshot => ({
  name,
  partitions: [],
  cleanupPolicy: 'delete',
  ratePerSecond: null,
  messages: null,
})
const withTopics = (names: readonly TopicSnapshot['name'][]): ConsoleSnapshot => ({
  ...sampleSnapshot,
  stack: { ...sampleSnapshot.stack, phase: 'ready' },
  doctor: null,
  pipeline: { ...samplePipeline, topics: { state: 'known', value: names.map(topic), at: 1 } },
})

it('calls a stack ready whose topics are all there', () => {
  expect(shownPhase(withTopics(topicNames))).toBe('ready')
})

it.each(Object.values(topics))('never calls a stack ready while %s is missing', (missing) => {
  expect(shownPhase(withTopics(topicNames.filter((name) => name !== missing)))).toBe('degraded')
})

it('calls a stack degraded while the doctor finds that events do not get through', () => {
  const finding = {
    id: 'topic_missing/x',
    rule: 'topic_missing',
    subject: 'x',
    breaks: [],
    sentence: { en: '', ar: '', values: {} },
    hurts: { en: '', ar: '', values: {} },
    evidence: [],
    suppresses: [],
    fixes: [],
    since: 1,
  }
  const looked = { at: 1, rules: 1, fixing: null, actions: [], probes: [] }
  const of = (severity: 'fail' | 'warn' | 'info'): ConsoleSnapshot => ({
    ...withTopics(topicNames),
    doctor: { ...looked, findings: [{ ...finding, severity }] },
  })
  expect((['fail', 'warn', 'info'] as const).map((severity) => shownPhase(of(severity)))).toEqual([
    'degraded',
    'ready',
    'ready',
  ])
})

it('leaves other phases as they are', () => {
  const starting = { ...withTopics([]), stack: { ...sampleSnapshot.stack, phase: 'starting' as const } }
  expect(shownPhase(starting)).toBe('starting')
})
