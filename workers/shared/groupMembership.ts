/** Belonging to a consumer group: who owns which partitions, and nothing else. Reading is the owners' own. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, Kafka } from 'kafkajs'
import type { LogLevel } from '../../contract/commands'
import { pause, retryDelayMs } from './pause'

export interface MembershipOptions {
  readonly groupId: string
  readonly topic: string
  readonly signal: AbortSignal
  readonly log: (level: LogLevel, text: string) => void
  /** The partitions of the topic that this member owns from now on; called after each rebalance. */
  readonly onAssigned: (partitions: readonly number[], memberId: string) => void
  /** The coordinator has just confirmed (by a heartbeat) that the assignment still holds. */
  readonly onConfirmed: () => void
  /** Why there is no membership now, or null when there is. */
  readonly onWaiting: (reason: string | null) => void
}

export interface Membership {
  /** Stores offsets of the group, for its lag to be seen. Rejects when this member is in no group at the moment. */
  commit(offsets: readonly { readonly partition: number; readonly next: number }[]): Promise<void>
  /** Leaves the group, so that others take over at once. */
  close(): Promise<void>
}

const sessionTimeoutMs = 10_000
const heartbeatIntervalMs = 1_000

/**
 * Joins and stays for ever, through any absence of the brokers, until the signal aborts.
 *
 * A kafkajs consumer whose topic is paused heartbeats and rebalances but fetches nothing. It is thrown away on a crash and
 * made anew, so that there is one way to recover. A rebalance interrupts no owner: fencing by transactional.id or by the
 * offsets in the store keeps each right, whatever this says (docs/pipeline.md, "Exactly once").
 */
export function joinGroup(kafka: Kafka, options: MembershipOptions): Membership {
  const { groupId, topic, signal, log, onAssigned, onConfirmed, onWaiting } = options
  let current: Consumer | undefined

  /** One life of a consumer: resolves when it has crashed or the signal has aborted. */
  const live = async (onJoined: () => void): Promise<void> => {
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatIntervalMs,
      // While paused, this is how long the loop sleeps before it looks whether a heartbeat is due.
      maxWaitTimeInMs: 300,
      metadataMaxAge: 30_000,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: () => Promise.resolve(false) },
    })
    const ended = new AbortController()
    const crashed = new Promise<Error>((resolve) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        resolve(payload.error)
        ended.abort()
      })
    })
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      if (signal.aborted) return
      onJoined()
      onWaiting(null)
      onAssigned(
        [...(payload.memberAssignment[topic] ?? [])].sort((a, b) => a - b),
        payload.memberId,
      )
    })
    consumer.on(consumer.events.HEARTBEAT, () => onConfirmed())
    const aborted = pause(2 ** 31 - 1, AbortSignal.any([signal, ended.signal]))
    try {
      await consumer.connect()
      await consumer.subscribe({ topics: [topic], fromBeginning: true })
      const started = consumer.run({
        autoCommit: false,
        eachBatch: () => Promise.reject(new Error(`the membership of ${groupId} was handed records`)),
      })
      // Before the first fetch: run() has made the group, and pausing the whole topic holds through rebalances.
      consumer.pause([{ topic }])
      current = consumer
      await started
      const error = await Promise.race([crashed, aborted])
      if (error !== undefined) throw error
    } finally {
      current = undefined
      ended.abort()
      // Leaves the group. A broker that is away may hold this up; the next life need not wait for it.
      await Promise.race([
        consumer
          .disconnect()
          .catch((thrown: unknown) => log('debug', `group ${groupId}: leaving failed: ${String(thrown)}`)),
        delay(2_000, undefined, { ref: false }),
      ])
    }
  }

  const run = async (): Promise<void> => {
    let attempt = 0
    while (!signal.aborted) {
      try {
        await live(() => {
          attempt = 0
        })
      } catch (thrown) {
        attempt += 1
        const reason = thrown instanceof Error ? thrown.message : String(thrown)
        if (attempt === 1)
          log('warn', `group ${groupId}: no membership, trying again for as long as it takes: ${reason}`)
        onWaiting(reason)
        await pause(retryDelayMs(attempt), signal)
      }
    }
  }
  const running = run()

  return {
    commit: async (offsets) => {
      if (current === undefined) throw new Error(`not a member of ${groupId} now`)
      await current.commitOffsets(offsets.map(({ partition, next }) => ({ topic, partition, offset: String(next) })))
    },
    close: () => running,
  }
}
