/** The leaderboard worker as a whole: the group, a follower for each partition, and what they report. */
import type { Kafka } from '../kafka/wire/kafkajs/kafkajs'
import type { LogLevel } from '../../contract/commands'
import { topics } from '../../contract/pipeline'
import type { LeaderboardStats } from '../../contract/snapshot'
import { joinGroup } from '../kafka/session/groupMembership'
import { failureLine } from '../kafka/session/kafkaFailure'
import { createLatencyReservoir } from '../runtime/latency'
import type { BoardStore } from './boardStore'
import { followPartition, type FollowerCounters, type PartitionFollower } from './partitionFollower'
import type { RedisClient } from '../clients/redis'

export interface LeaderboardOptions {
  readonly kafka: Kafka
  /** Ended by {@link Leaderboard.close}. */
  readonly redis: RedisClient
  readonly store: BoardStore
  readonly groupId: string
  /** See MembershipOptions. */
  readonly membersFolder: string
  readonly log: (level: LogLevel, text: string) => void
  readonly now: () => number
  /** See FollowerCounters. */
  readonly appliedIn?: (seconds: number) => void
}

export interface Leaderboard {
  stats(): LeaderboardStats
  /** Offsets that are not applied yet, by owned partition. */
  lag(): ReadonlyMap<number, number>
  close(): Promise<void>
}

/** How often the group's offsets are stored; they only show the lag: Redis's own decide. */
const commitEveryMs = 1_000

export function startLeaderboard({
  kafka,
  redis,
  store,
  groupId,
  membersFolder,
  log,
  now,
  appliedIn = () => undefined,
}: LeaderboardOptions): Leaderboard {
  const abort = new AbortController()
  const counters: FollowerCounters = {
    applied: 0,
    skipped: 0,
    past: 0,
    future: 0,
    rebuilds: 0,
    latency: createLatencyReservoir(),
    appliedIn,
    lag: new Map(),
  }
  const followers = new Map<number, PartitionFollower>()
  const leaving = new Set<Promise<void>>()
  const shown = new Map<number, number>()
  let groupWaits: string | null = 'joining the group'

  const release = (follower: PartitionFollower): void => {
    followers.delete(follower.partition)
    shown.delete(follower.partition)
    const ended = follower.release().finally(() => leaving.delete(ended))
    leaving.add(ended)
  }

  const membership = joinGroup(kafka, {
    groupId,
    topic: topics.enriched,
    membersFolder,
    signal: abort.signal,
    log,
    onAssigned: (partitions) => {
      for (const follower of [...followers.values()]) if (!partitions.includes(follower.partition)) release(follower)
      for (const partition of partitions) {
        if (!followers.has(partition)) {
          followers.set(partition, followPartition({ kafka, store, partition, counters, now, log }))
        }
      }
      log('info', `owns partitions ${partitions.join(', ') || 'none'} of ${topics.enriched}`)
    },
    onConfirmed: () => undefined,
    onWaiting: (reason) => {
      groupWaits = reason
    },
  })

  const showOffsets = async (): Promise<void> => {
    const changed = [...followers.values()].flatMap((follower) => {
      const next = follower.next()
      return next === null || shown.get(follower.partition) === next ? [] : [{ partition: follower.partition, next }]
    })
    if (changed.length === 0) return
    try {
      await membership.commit(changed)
      for (const { partition, next } of changed) shown.set(partition, next)
    } catch (thrown) {
      // A rebalance or an absent broker: the next round stores them.
      log('debug', `offsets of ${groupId} are not stored now: ${failureLine(thrown)}`)
    }
  }
  const showing = setInterval(() => void showOffsets(), commitEveryMs)

  const waitsFor = (): string | null => {
    for (const follower of followers.values()) {
      const reason = follower.waitsFor()
      if (reason !== null) return `partition ${follower.partition}: ${reason}`
    }
    return groupWaits
  }

  return {
    stats: () => ({
      applied: counters.applied,
      skipped: counters.skipped,
      past: counters.past,
      future: counters.future,
      rebuilds: counters.rebuilds,
      partitions: [...followers.keys()].sort((a, b) => a - b),
      commitToLeaderboard: counters.latency.read(),
      lastError: waitsFor(),
    }),
    lag: () => counters.lag,
    close: async () => {
      clearInterval(showing)
      for (const follower of [...followers.values()]) release(follower)
      await Promise.all(leaving)
      abort.abort()
      await membership.close()
      redis.disconnect()
    },
  }
}
