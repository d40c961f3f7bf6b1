import { topics } from '../../../contract/pipeline'
import { existingTopics, type ExistingTopic } from '../../pipeline/topics/existingTopics'
import { wantedTopics } from '../../pipeline/topics/wantedTopics'
import type { LastingTransaction } from './openTransactions'
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
  /** Of the topics that readers of committed records read. */
  readonly transactions: readonly LastingTransaction[]
}

/** How many copies of a record must be there before Kafka says that it has it. */
export const minInSync = 'min.insync.replicas'

/** The settings in which a topic may differ from what it should be. */
const wantedSettings = [...new Set([...wantedTopics.flatMap(({ config }) => Object.keys(config)), minInSync])]

/** What is read as committed: an open transaction holds back all that lies behind it. */
const heldBack: readonly string[] = [topics.events, topics.enriched, topics.content]

/** Rejects with what kafkajs throws. */
export async function lookAtKafka({ admin, cluster, settings, transactions }: Services): Promise<KafkaFacts> {
  const facts = await admin.use(async (client) => {
    const { brokers } = await client.describeCluster()
    const found = await existingTopics(
      client,
      wantedTopics.map(({ name }) => name),
      wantedSettings,
    )
    const { groups } = await client.describeGroups([
      settings.enricherGroup,
      settings.leaderboardGroup,
      settings.clickhouseGroup,
    ])
    return {
      brokers: brokers.length,
      topics: found,
      groups: new Map(
        groups.map(({ groupId, state, members }) => [
          groupId,
          { state, members: members.map(({ clientId, clientHost }) => ({ clientId, host: clientHost })) },
        ]),
      ),
    }
  })
  const there = facts.topics.map(({ name }) => name).filter((name) => heldBack.includes(name))
  return {
    ...facts,
    transactions: await cluster.use((client) => transactions.look(client, there, Date.now())),
  }
}
