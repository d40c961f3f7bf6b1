import type { ExistingTopic } from '../../pipeline/topics/existingTopics'
import type { WantedTopic } from '../../pipeline/topics/wantedTopics'

export interface TopicPlan {
  readonly create: readonly WantedTopic[]
  /** The whole configuration to set: Kafka's AlterConfigs forgets what it is not told. */
  readonly configure: readonly { readonly name: string; readonly config: Readonly<Record<string, string>> }[]
  /** What was or will be different, in short technical names. */
  readonly report: readonly string[]
}

/**
 * What to do so that the wanted topics exist with their settings. Partitions are never added to a topic that exists: keys would
 * move to other partitions and lose their order; it is only reported.
 */
export function topicPlan(wanted: readonly WantedTopic[], existing: readonly ExistingTopic[]): TopicPlan {
  const found = new Map(existing.map((topic) => [topic.name, topic]))
  const create: WantedTopic[] = []
  const configure: { name: string; config: Record<string, string> }[] = []
  const report: string[] = []
  for (const topic of wanted) {
    const there = found.get(topic.name)
    if (there === undefined) {
      create.push(topic)
      report.push(`topic ${topic.name}`)
      continue
    }
    const wrong = Object.entries(topic.config).filter(([key, value]) => there.effective[key] !== value)
    if (wrong.length > 0) {
      configure.push({ name: topic.name, config: { ...there.config, ...topic.config } })
      report.push(...wrong.map(([key]) => `topic ${topic.name}: ${key}`))
    }
    if (there.partitions < topic.partitions) {
      report.push(`topic ${topic.name}: ${there.partitions} of ${topic.partitions} partitions (left as it is)`)
    }
  }
  return { create, configure, report }
}
