/** The topics of a cluster with their settings, read through kafkajs's admin client. */
import { ConfigResourceTypes, ConfigSource, type Admin } from '../../kafka/wire/kafkajs/kafkajs'

export const topicResource = ConfigResourceTypes.TOPIC
const setOnTopic = ConfigSource.TOPIC_CONFIG

/**
 * A topic as the cluster has it. `replicas` and `inSync`: of the partition that has the fewest in sync, its copies and those that follow its
 * leader. `config`: what was set on the topic itself. `effective`: with the broker's defaults.
 */
export interface ExistingTopic {
  readonly name: string
  readonly partitions: number
  readonly replicas: number
  readonly inSync: number
  readonly config: Readonly<Record<string, string>>
  readonly effective: Readonly<Record<string, string>>
}

/**
 * Those of the named topics that exist. Rejects with what kafkajs throws.
 * @param settings that matter; all unless told, which is what asking costs the most
 */
export async function existingTopics(
  admin: Admin,
  wanted: readonly string[],
  settings?: readonly string[],
): Promise<ExistingTopic[]> {
  const all = new Set(await admin.listTopics())
  const names = wanted.filter((name) => all.has(name))
  if (names.length === 0) return []
  const [{ topics }, { resources }] = await Promise.all([
    admin.fetchTopicMetadata({ topics: names }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => ({
        type: topicResource,
        name,
        ...(settings === undefined ? {} : { configNames: [...settings] }),
      })),
    }),
  ])
  return names.map((name) => {
    const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? []
    const own = entries.filter(({ configSource }) => configSource === setOnTopic)
    const asRecord = (list: typeof entries): Record<string, string> =>
      Object.fromEntries(list.map(({ configName, configValue }) => [configName, configValue]))
    const partitions = topics.find((topic) => topic.name === name)?.partitions ?? []
    const [weakest] = partitions.toSorted((one, other) => one.isr.length - other.isr.length)
    return {
      name,
      partitions: partitions.length,
      replicas: weakest?.replicas.length ?? 0,
      inSync: weakest?.isr.length ?? 0,
      config: asRecord(own),
      effective: asRecord(entries),
    }
  })
}
