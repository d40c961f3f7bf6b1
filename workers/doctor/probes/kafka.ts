import { existingTopics, type ExistingTopic } from '../../shared/topics/existingTopics'
import { wantedTopics } from '../../shared/topics/wantedTopics'
import type { Services } from '../services'

export interface GroupMember {
  readonly clientId: string
  readonly host: string
}

export interface KafkaFacts {
  readonly brokers: number
  readonly topics: readonly ExistingTopic[]
  /** The pipeline's consumer groups, by name. */
  readonly groups: ReadonlyMap<string, { readonly state: string; readonly members: readonly GroupMember[] }>
}

/** Rejects with what kafkajs throws. */
export function lookAtKafka({ admin, settings }: Services): Promise<KafkaFacts> {
  return admin.use(async (client) => {
    const { brokers } = await client.describeCluster()
    const topics = await existingTopics(
      client,
      wantedTopics.map(({ name }) => name),
    )
    const { groups } = await client.describeGroups([
      settings.enricherGroup,
      settings.leaderboardGroup,
      settings.clickhouseGroup,
    ])
    return {
      brokers: brokers.length,
      topics,
      groups: new Map(
        groups.map(({ groupId, state, members }) => [
          groupId,
          { state, members: members.map(({ clientId, clientHost }) => ({ clientId, host: clientHost })) },
        ]),
      ),
    }
  })
}
