import { ConfigResourceTypes, type Admin } from '../kafka/wire/kafkajs/kafkajs'
import { topicNames, type TopicName } from '../../contract/pipeline'

/** Reads the cleanup policy of each topic (`delete`, `compact`, …), as the broker has it now. */
export async function readCleanupPolicies(admin: Admin): Promise<ReadonlyMap<TopicName, string>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topicNames.map((name) => ({
      type: ConfigResourceTypes.TOPIC,
      name,
      configNames: ['cleanup.policy'],
    })),
  })
  const policies = new Map<TopicName, string>()
  for (const name of topicNames) {
    const resource = resources.find(({ resourceName }) => resourceName === name)
    const entry = resource?.configEntries.find(({ configName }) => configName === 'cleanup.policy')
    if (entry !== undefined) policies.set(name, entry.configValue)
  }
  return policies
}
