/** What the rules of topics share. */
import type { Part } from '../../../../contract/doctor'
import { heartbeatTopic, topics } from '../../../../contract/pipeline'
import { wantedTopics, type WantedTopic } from '../../../pipeline/topics/wantedTopics'
import type { ExistingTopic } from '../../../pipeline/topics/existingTopics'
import { isUp, type Facts } from '../../facts'
import type { KafkaFacts } from '../../probes/kafka'
import type { Fix } from '../../rule'

/** What Kafka told, once the stack is up. */
export const kafkaOf = (facts: Facts): KafkaFacts | null => (isUp(facts) ? facts.kafka.value : null)

/** Each topic of the pipeline that is there, beside what it should be. */
export function pairsOf(facts: Facts): readonly (readonly [WantedTopic, ExistingTopic])[] {
  const there = kafkaOf(facts)?.topics ?? []
  return wantedTopics.flatMap((wanted) => {
    const found = there.find(({ name }) => name === wanted.name)
    return found === undefined ? [] : [[wanted, found] as const]
  })
}

/** A tool of Kafka, told where the brokers are. @param words what comes after it */
export const kafkaTool = ({ endpoints }: Facts, tool: string, words: string): string =>
  `${tool}.sh --bootstrap-server ${endpoints?.kafka.published ?? ''} ${words}`

/** Makes topics that are missing, and gives those that are there their settings. */
export const prepareTopics: Fix = {
  safe: true,
  run: async ({ ask }) => {
    await ask('stack.prepare', { step: 'prepare_topics', agreed: true })
  },
  settleMs: 60_000,
}

/** What cannot work without a topic that takes records. Who writes to it stops at it, and with that everything behind. */
export function brokenWithout(topic: string): readonly Part[] {
  switch (topic) {
    case topics.enriched:
    case topics.deadLetters:
      return ['topics', 'enricher', 'warehouse', 'leaderboard', 'observer']
    case heartbeatTopic:
      return ['capture']
    default:
      return ['topics', 'connect', 'capture', 'enricher', 'warehouse', 'leaderboard', 'observer']
  }
}
