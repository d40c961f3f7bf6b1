import type { Admin } from '../../kafka/wire/kafkajs/kafkajs'
import { existingTopics, topicResource } from './existingTopics'

/** As kafkajs wants settings. */
export const configEntries = (config: Readonly<Record<string, string>>): { name: string; value: string }[] =>
  Object.entries(config).map(([name, value]) => ({ name, value }))

/** Sets the whole configuration of topics: Kafka's AlterConfigs forgets what it is not told. Rejects with what kafkajs throws. */
export async function setTopicConfigs(
  admin: Admin,
  topics: readonly { readonly name: string; readonly config: Readonly<Record<string, string>> }[],
): Promise<void> {
  await admin.alterConfigs({
    validateOnly: false,
    resources: topics.map(({ name, config }) => ({ type: topicResource, name, configEntries: configEntries(config) })),
  })
}

/** Sets one setting of a topic and keeps its others. Rejects with what kafkajs throws. */
export async function setTopicSetting(admin: Admin, name: string, setting: string, value: string): Promise<void> {
  const [found] = await existingTopics(admin, [name])
  await setTopicConfigs(admin, [{ name, config: { ...found?.config, [setting]: value } }])
}
