/** Belonging to a consumer group: who owns which partitions, and nothing else. Reading is the owners' own. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Broker, Consumer, Kafka } from '../wire/kafkajs/kafkajs'
import type { LogLevel } from '../../../contract/commands'
import { openMemberRegister } from './formerMembers'
import { openCluster } from './kafkaCluster'
import { failureLine } from './kafkaFailure'
import { pause, retryDelayMs } from '../../../common/pause'
import { watchSilence } from './watchSilence'

export interface MembershipOptions {
  readonly groupId: string
  readonly topic: string
  /** Where this machine's members are noted, so that a killed one can be let go at once. */
  readonly membersFolder: string
  readonly signal: AbortSignal
  readonly log: (level: LogLevel, text: string) => void
  /** The partitions of the topic that this member owns from now on; called after each rebalance. */
  readonly onAssigned: (partitions: readonly number[]) => void
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
/** Heartbeats that may be missing before a membership is given up: more than the session lasts, so that kafkajs has had its time to notice. */
const mostSilentBeats = 20

/**
 * Joins and stays for ever, through any absence of the brokers, until the signal aborts.
 *
 * A kafkajs consumer whose topic is paused heartbeats and rebalances but fetches nothing. It is thrown away on a crash and
 * made anew, so that there is one way to recover; and when it falls silent without one, as a leaderboard did that had been stopped past its
 * session while Kafka was killed: it went on for 90 s as a member of nothing. A rebalance interrupts no owner: fencing by transactional.id or by the
 * offsets in the store keeps each right, whatever this says (docs/pipeline.md, "Exactly once").
 */
export function joinGroup(kafka: Kafka, options: MembershipOptions): Membership {
  const { groupId, topic, membersFolder, signal, log, onAssigned, onConfirmed, onWaiting } = options
  const register = openMemberRegister(membersFolder, groupId)
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
    const failures: Error[] = []
    const fail = (reason: Error): void => {
      failures.push(reason)
      ended.abort()
    }
    const silence = watchSilence(heartbeatIntervalMs, mostSilentBeats, () =>
      fail(new Error(`no heartbeat was answered for ${mostSilentBeats} of their intervals`)),
    )
    consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error))
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      // One that was given up may join all the same.
      if (signal.aborted || ended.signal.aborted) return
      register.remember(payload.memberId)
      silence.heard()
      onJoined()
      onWaiting(null)
      onAssigned([...(payload.memberAssignment[topic] ?? [])].sort((a, b) => a - b))
    })
    consumer.on(consumer.events.HEARTBEAT, () => {
      if (ended.signal.aborted) return
      silence.heard()
      onConfirmed()
    })
    const over = pause(2 ** 31 - 1, AbortSignal.any([signal, ended.signal]))
    try {
      await endMemberships(kafka, groupId, () => register.takeFormer())
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
      await over
      const [failure] = failures
      if (failure !== undefined) throw failure
    } finally {
      current = undefined
      silence.stop()
      ended.abort()
      // Leaves the group. A broker that is away may hold this up; the next life need not wait for it.
      await Promise.race([
        consumer
          .disconnect()
          .then(() => register.forget())
          .catch((thrown: unknown) => log('debug', `group ${groupId}: leaving failed: ${failureLine(thrown)}`)),
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
        const reason = failureLine(thrown)
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

interface LeavingBroker {
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>
}

/** kafkajs's brokers can end a membership; its types do not say so. */
function canLeave(broker: Broker): broker is Broker & LeavingBroker {
  return 'leaveGroup' in broker && typeof broker.leaveGroup === 'function'
}

/** UNKNOWN_MEMBER_ID: its session has ended already. */
const unknownMember = 25

/**
 * Ends memberships of processes that will not leave by themselves, without waiting for the end of their sessions.
 * @param take the members, asked for only now that the coordinator answers: what is taken from a register is forgotten.
 */
export async function endMemberships(kafka: Kafka, groupId: string, take: () => readonly string[]): Promise<void> {
  const cluster = openCluster(kafka)
  try {
    await cluster.connect()
    await cluster.refreshMetadata()
    const coordinator = await cluster.findGroupCoordinator({ groupId })
    if (!canLeave(coordinator)) return
    for (const memberId of take()) {
      try {
        await coordinator.leaveGroup({ groupId, memberId })
      } catch (thrown) {
        if (!(thrown instanceof Error && 'code' in thrown && thrown.code === unknownMember)) throw thrown
      }
    }
  } finally {
    await cluster.disconnect()
  }
}
