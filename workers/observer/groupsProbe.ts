import { z } from 'zod'
import { redisKeys, topics, type TopicName } from '../../contract/pipeline'
import type { Settings } from '../../contract/settings'
import type { GroupLag } from '../../contract/snapshot'
import { notYet } from '../../contract/unread'
import { groupLag } from './groupLag'
import type { KafkaAdmin } from '../kafka/session/kafkaAdmin'
import { NotYet } from '../runtime/probe'
import type { Tally } from './tally/tally'
import type { RedisClient } from '../clients/redis'

interface Group {
  readonly group: string
  readonly topic: TopicName
}
interface Description {
  readonly state: string
  readonly members: number
}

/** Who belongs to a group changes seldom; asked for at most this often, in milliseconds. */
const describeEveryMs = 5_000
const offsetsSchema = z.record(z.string(), z.string())
/** The hash holds a field for each partition, and notes of its worker under names of their own. */
const partitionField = /^\d+$/

/**
 * Reads the lag of the three groups of the pipeline. The leaderboard's place is the one in Redis, which its worker goes by:
 * what it tells the group is for tools only.
 */
export function groupsReader(options: {
  readonly admin: KafkaAdmin
  readonly tally: Tally
  readonly redis: RedisClient
  readonly settings: Settings
  readonly prefix: string
  readonly clock: () => number
}): () => Promise<GroupLag[]> {
  const { admin, tally, redis, settings, prefix, clock } = options
  const groups: readonly Group[] = [
    { group: settings.enricherGroup, topic: topics.events },
    { group: settings.leaderboardGroup, topic: topics.enriched },
    { group: settings.clickhouseGroup, topic: topics.enriched },
  ]
  let described = new Map<string, Description>()
  let describedAt = Number.NEGATIVE_INFINITY

  const describe = async (): Promise<void> => {
    const found = await admin.use((client) => client.describeGroups(groups.map(({ group }) => group)))
    described = new Map(
      found.groups.map(({ groupId, state, members }) => [groupId, { state, members: members.length }]),
    )
    describedAt = clock()
  }

  const committedByGroup = async ({ group, topic }: Group): Promise<ReadonlyMap<number, number>> => {
    const offsets = await admin.use((client) => client.fetchOffsets({ groupId: group, topics: [topic] }))
    return new Map(
      offsets
        .flatMap(({ partitions }) => partitions)
        .map(({ partition, offset }): [number, number] => [partition, Number(offset)])
        // -1: the group has committed nothing there.
        .filter(([, offset]) => offset >= 0),
    )
  }

  const appliedByLeaderboard = async (): Promise<ReadonlyMap<number, number>> => {
    const offsets = offsetsSchema.parse(await redis.hgetall(redisKeys.offsets(prefix)))
    return new Map(
      Object.entries(offsets)
        .filter(([field]) => partitionField.test(field))
        .map(([partition, offset]) => [Number(partition), Number(offset)]),
    )
  }

  return async () => {
    const seen = tally.topics()
    if (seen === null) throw new NotYet(tally.problem() ?? notYet)
    if (clock() - describedAt >= describeEveryMs) await describe()
    return Promise.all(
      groups.map(async (group) => {
        const committed =
          group.group === settings.leaderboardGroup ? await appliedByLeaderboard() : await committedByGroup(group)
        const partitions = seen.find(({ name }) => name === group.topic)?.partitions ?? []
        const { state, members } = described.get(group.group) ?? { state: 'Dead', members: 0 }
        return groupLag(
          { ...group, state, members },
          partitions,
          committed,
          (partition, offset) => tally.writtenAt(group.topic, partition, offset),
          clock(),
        )
      }),
    )
  }
}
