/** The enricher as a whole: the content table, the group, an owner for each partition, and what they report. */
import type { Kafka } from '../kafka/wire/kafkajs/kafkajs'
import type { LogLevel } from '../../contract/commands'
import { topics } from '../../contract/pipeline'
import type { EnricherStats } from '../../contract/snapshot'
import { joinGroup } from '../kafka/session/groupMembership'
import { createLatencyReservoir } from '../runtime/latency'
import { feedContentTable } from './contentFeed'
import { createContentTable } from './contentTable'
import { createCounters, type WorkTimes } from './counters'
import type { HoldingBudget } from './heldEvents'
import { ownPartition, type PartitionOwner } from './partitionOwner'
import type { OpenProducerSteps } from './producerSteps'

export interface EnricherOptions {
  readonly kafka: Kafka
  readonly groupId: string
  /** See MembershipOptions. */
  readonly membersFolder: string
  readonly log: (level: LogLevel, text: string) => void
  readonly now: () => number
  /** How many events may wait for their content, in all partitions of this process. */
  readonly holdLimit?: number
  /** See SessionOptions. */
  readonly openSteps?: OpenProducerSteps
  readonly times?: WorkTimes
}

export interface Enricher {
  stats(): EnricherStats
  /** Offsets that are not enriched yet, by owned partition. */
  lag(): ReadonlyMap<number, number>
  /** Finishes the transactions under way, leaves the group and lets everything go. */
  close(): Promise<void>
}

const unmeasured: WorkTimes = { transaction: () => undefined, processing: () => undefined }

export function startEnricher({
  kafka,
  groupId,
  membersFolder,
  log,
  now,
  holdLimit = 50_000,
  openSteps,
  times = unmeasured,
}: EnricherOptions): Enricher {
  const abort = new AbortController()
  const table = createContentTable()
  const budget: HoldingBudget = { limit: holdLimit, held: 0, forgotten: 0 }
  const counters = createCounters(createLatencyReservoir(), times)
  const owners = new Map<number, PartitionOwner>()
  /** Owners that are finishing: a partition is not taken anew before its last owner has ended. */
  const leaving = new Map<number, Promise<void>>()
  let contentWaits: string | null = 'content.flat is being loaded'
  let groupWaits: string | null = 'joining the group'

  const feed = feedContentTable({
    kafka,
    table,
    signal: abort.signal,
    log,
    onKnown: (contentId) => {
      for (const owner of owners.values()) owner.contentKnown(contentId)
    },
    onWaiting: (reason) => {
      contentWaits = reason
    },
  })

  const release = (owner: PartitionOwner): void => {
    owners.delete(owner.partition)
    const ended = owner.release().finally(() => {
      if (leaving.get(owner.partition) === ended) leaving.delete(owner.partition)
    })
    leaving.set(owner.partition, ended)
  }

  const assign = (partitions: readonly number[]): void => {
    for (const owner of [...owners.values()]) if (!partitions.includes(owner.partition)) release(owner)
    for (const partition of partitions) {
      const owner = owners.get(partition)
      if (owner !== undefined) {
        owner.confirm()
        continue
      }
      const before = leaving.get(partition) ?? Promise.resolve()
      const ready = Promise.all([feed.loaded, before]).then(() => undefined)
      const options = { kafka, groupId, partition, table, budget, counters, now, log, openSteps }
      owners.set(partition, ownPartition(options, ready))
    }
    log('info', `owns partitions ${partitions.join(', ') || 'none'} of ${topics.events}`)
  }

  const membership = joinGroup(kafka, {
    groupId,
    topic: topics.events,
    membersFolder,
    signal: abort.signal,
    log,
    onAssigned: assign,
    onConfirmed: () => {
      for (const owner of owners.values()) owner.confirm()
    },
    onWaiting: (reason) => {
      groupWaits = reason
    },
  })

  const waitsFor = (): string | null => {
    for (const owner of owners.values()) {
      const state = owner.state()
      if (state.kind === 'waiting') return `partition ${owner.partition}: ${state.reason}`
      if (state.kind === 'fenced') return `partition ${owner.partition}: another producer took it; the group is asked`
    }
    return contentWaits ?? groupWaits
  }

  return {
    stats: () => ({
      enriched: counters.enriched,
      deadLetters: counters.deadLetters,
      corrections: counters.corrections,
      held: budget.held,
      forgotten: budget.forgotten,
      transactions: counters.transactions,
      aborts: counters.aborts,
      contents: table.size,
      partitions: [...owners.keys()].sort((a, b) => a - b),
      commitToEnriched: counters.latency.read(),
      lastError: waitsFor(),
    }),
    lag: () => counters.lag,
    close: async () => {
      abort.abort()
      for (const owner of [...owners.values()]) release(owner)
      await Promise.all([...leaving.values(), membership.close(), feed.close()])
    },
  }
}
