import type { Cluster, Kafka } from '../../kafka/wire/kafkajs/kafkajs'
import type { LogLevel, TopicMessage } from '../../../contract/commands'
import { describeCause } from '../../../contract/errors'
import { topicNames, topics, type TopicName } from '../../../contract/pipeline'
import type { Latency } from '../../../contract/snapshot'
import { openCluster } from '../../kafka/session/kafkaCluster'
import { createLatencyReservoir } from '../../runtime/latency'
import { pause, retryDelayMs } from '../../../common/pause'
import { countChunk, type Seen } from './countChunk'
import { fetchPartitions, PositionGone, type FetchTarget, type PartitionChunk } from './fetchPartitions'
import { createMessageRing, type MessageRing } from './messageRing'
import { createOffsetClock, type OffsetClock } from './offsetClock'
import { createRateSeries } from './rateSeries'
import { tallyFile } from './tallyFile'
import { emptyTallyState, emptyTopicTally, type PartitionTally, type TallyState, type TopicTally } from './tallyState'

/** A partition as the latest fetch showed it. */
export interface PartitionView {
  readonly partition: number
  readonly low: number
  readonly high: number
  /** Offset of the latest data record read; null before the first. */
  readonly lastRecord: number | null
  /** All that was there at the latest fetch has been read. */
  readonly caughtUp: boolean
}

export interface TopicView {
  readonly name: TopicName
  readonly partitions: readonly PartitionView[]
  readonly records: number
  readonly live: number
  readonly corrections: number
  readonly caughtUp: boolean
  readonly ratePerSecond: number | null
}

/**
 * Reads all four topics once, committed records only, belonging to no group and committing nothing.
 * It knows how many distinct live events each holds, the newest messages, rates, and when what was written.
 */
export interface Tally {
  /** Null until every topic has been seen. Throws nothing. */
  topics(): readonly TopicView[] | null
  /** When the latest fetch succeeded, in milliseconds since the epoch; null before the first. */
  readAt(): number | null
  /** Why reading does not go on now; null when it does. */
  problem(): string | null
  /** Newest first by the time of writing, the canary's left out. */
  messages(topic: TopicName, limit: number): TopicMessage[]
  rates(nowMs: number): { startAt: number; flat: (number | null)[]; enriched: (number | null)[] }
  /** Commit in Postgres → the time Debezium's producer gave the record. */
  capture(): Latency
  /** When the record at an offset was written, as far as remembered. */
  writtenAt(topic: TopicName, partition: number, offset: number): number | null
  /** Resolves when the signal has aborted and the state is on disk. */
  readonly ended: Promise<void>
}

export interface TallyOptions {
  readonly kafka: Kafka
  /** Kafka's id of the cluster now; rejects while it is away. */
  readonly clusterId: () => Promise<string>
  readonly path: string
  readonly signal: AbortSignal
  readonly log: (level: LogLevel, text: string) => void
  /** New records have come; called once a fetch. */
  readonly onRecords: () => void
}

interface StoredMessage {
  readonly message: Omit<TopicMessage, 'key' | 'value'>
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly bytes: number
}

/** What this process knows of a partition beside what is kept. */
interface LivePartition {
  readonly topic: TopicName
  readonly partition: number
  readonly ring: MessageRing<StoredMessage>
  clock: OffsetClock
  /** Next offset to fetch: behind `position` while messages of an earlier run are read again for people. */
  cursor: number
  view: { low: number; high: number } | null
}

const ringMessages = 500
const ringBytes = 2_000_000
/** Offsets read again after a restart, so that the newest messages can be shown at once. */
const readAgain = 1_000
/** The broker holds an empty fetch this long. */
const maxWaitMs = 1_000
/** At least this long from fetch to fetch while caught up: at a few events a second, one fetch for each would cost more than the events. */
const gatherMs = 100
const saveEveryMs = 5_000
const metadataEveryMs = 30_000
const rateSeconds = 120
const rateMeanSeconds = 5
/** A record older than this when read says nothing about the present latency. */
const freshMs = 60_000

export function startTally(options: TallyOptions): Tally {
  const { kafka, clusterId, path, signal, log, onRecords } = options
  const file = tallyFile(path, (text) => log('warn', `tally: ${text}`))
  let state: TallyState | null = null
  let saved = ''
  let savedAt = performance.now()
  let readAt: number | null = null
  let problem: string | null = 'not read yet'
  const live = new Map<string, LivePartition>()
  const rates = new Map(topicNames.map((name) => [name, createRateSeries(rateSeconds)]))
  const capture = createLatencyReservoir()

  const keyOf = (topic: TopicName, partition: number): string => `${topic}/${partition}`
  const topicTally = (current: TallyState, topic: TopicName): TopicTally => {
    const found = current.topics[topic]
    return found
  }
  const partitionTally = (tally: TopicTally, partition: number): PartitionTally => {
    const name = String(partition)
    const found = tally.partitions[name] ?? { position: 0, last: null, clock: [] }
    tally.partitions[name] = found
    return found
  }

  const open = (current: TallyState, topic: TopicName, partition: number): LivePartition => {
    const key = keyOf(topic, partition)
    const known = live.get(key)
    if (known !== undefined) return known
    const tally = partitionTally(topicTally(current, topic), partition)
    const opened: LivePartition = {
      topic,
      partition,
      ring: createMessageRing(ringMessages, ringBytes),
      clock: createOffsetClock(tally.clock),
      cursor: Math.max(0, Math.min(tally.position, (tally.last?.offset ?? 0) + 1) - readAgain),
      view: null,
    }
    live.set(key, opened)
    return opened
  }

  /** Counts a topic anew: its log is not the one that was counted. */
  const restart = (current: TallyState, topic: TopicName, why: string): void => {
    log('warn', `tally: ${topic} is counted anew: ${why}`)
    current.topics[topic] = emptyTopicTally()
    for (const [key, partition] of live) if (partition.topic === topic) live.delete(key)
  }

  const see = (partition: LivePartition, seen: Seen, now: number): void => {
    if (seen.canary) return
    rates.get(partition.topic)?.add(seen.timestamp)
    if (seen.counted && seen.committedMs !== null && now - seen.timestamp < freshMs) {
      capture.add(seen.timestamp - seen.committedMs)
    }
  }

  const store = (partition: LivePartition, seen: Seen): void => {
    const { topic, partition: number } = partition
    // Copies: a slice would keep the whole answer that it was cut from.
    const key = seen.record.key === null ? null : Buffer.from(seen.record.key)
    const value = seen.record.value === null ? null : Buffer.from(seen.record.value)
    partition.ring.push({
      message: { topic, partition: number, offset: seen.record.offset, timestamp: seen.timestamp },
      key,
      value,
      bytes: (key?.length ?? 0) + (value?.length ?? 0),
    })
  }

  const take = (current: TallyState, chunk: PartitionChunk, now: number): void => {
    const partition = open(current, chunk.topic, chunk.partition)
    const tally = topicTally(current, chunk.topic)
    const newest: Seen[] = []
    const same = countChunk(tally, partitionTally(tally, chunk.partition), partition.clock, chunk, (seen) => {
      see(partition, seen, now)
      if (!seen.canary) newest.push(seen)
    })
    if (!same) {
      restart(current, chunk.topic, 'another record stands where the last one counted was')
      return
    }
    for (const seen of newest.slice(-ringMessages)) store(partition, seen)
    partition.cursor = chunk.next
    partition.view = { low: chunk.low, high: chunk.high }
  }

  /** An offset that is gone: what retention removed is passed over, a log that is shorter than it was is another log. */
  const recover = async (cluster: Cluster, current: TallyState, gone: PositionGone): Promise<void> => {
    const [found] = await cluster.fetchTopicsOffset([
      { topic: gone.topic, partitions: [{ partition: gone.partition }], fromBeginning: true },
    ])
    const low = Number(found?.partitions[0]?.offset)
    if (!Number.isFinite(low)) throw gone
    const partition = open(current, gone.topic, gone.partition)
    const tally = partitionTally(topicTally(current, gone.topic), gone.partition)
    if (partition.cursor >= low) {
      restart(current, gone.topic, `it ends before offset ${partition.cursor}`)
      return
    }
    if (tally.position < low) {
      if (tally.last !== null) {
        log('warn', `tally: ${low - tally.position} offsets of ${gone.message} were removed before they were counted`)
      }
      tally.position = low
    }
    partition.cursor = low
  }

  const save = async (): Promise<void> => {
    savedAt = performance.now()
    if (state === null) return
    for (const { topic, partition, clock } of live.values()) {
      partitionTally(topicTally(state, topic), partition).clock = clock.stretches()
    }
    const positions = JSON.stringify(
      topicNames.map((name) => Object.values(state?.topics[name].partitions ?? {}).map(({ position }) => position)),
    )
    if (positions === saved) return
    await file.write(state)
    saved = positions
  }

  const caughtUp = (current: TallyState, partition: LivePartition): boolean =>
    partition.view !== null &&
    partition.cursor >= partition.view.high &&
    partitionTally(topicTally(current, partition.topic), partition.partition).position >= partition.view.high

  const targets = (cluster: Cluster, current: TallyState): FetchTarget[] =>
    topicNames.flatMap((topic) =>
      cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId }) => open(current, topic, partitionId))
        .map(({ partition, cursor }) => ({ topic, partition, offset: cursor })),
    )

  /** The kept state if it is of this cluster, else an empty one. */
  const begin = async (): Promise<TallyState> => {
    const id = await clusterId()
    const kept = state ?? (await file.read())
    if (kept?.clusterId === id) return kept
    if (kept !== null) log('warn', 'tally: Kafka is another cluster than before; its topics are counted anew')
    live.clear()
    return emptyTallyState(id)
  }

  /** Reads through one set of connections until they fail or the signal aborts. */
  const readOn = async (cluster: Cluster, onRead: () => void): Promise<void> => {
    await cluster.connect()
    await cluster.addMultipleTargetTopics([...topicNames])
    const current = await begin()
    state = current
    let refreshedAt = performance.now()
    while (!signal.aborted) {
      const startedAt = performance.now()
      if (startedAt - refreshedAt > metadataEveryMs) {
        // New partitions are found here.
        await cluster.refreshMetadata()
        refreshedAt = startedAt
      }
      let chunks: PartitionChunk[]
      try {
        chunks = await fetchPartitions(cluster, targets(cluster, current), maxWaitMs)
      } catch (thrown) {
        if (!(thrown instanceof PositionGone)) throw thrown
        await recover(cluster, current, thrown)
        continue
      }
      const now = Date.now()
      for (const chunk of chunks) take(current, chunk, now)
      const from = readAt ?? now
      // After a gap the log may still be filled by producers that waited; what it holds is counted by its own time.
      for (const series of rates.values()) series.covered(from, now)
      readAt = now
      problem = null
      onRead()
      if (chunks.some(({ records }) => records.length > 0)) onRecords()
      if (performance.now() - savedAt > saveEveryMs) await save()
      const behind = [...live.values()].some((partition) => !caughtUp(current, partition))
      if (!behind) await pause(gatherMs - (performance.now() - startedAt), signal)
    }
  }

  const run = async (): Promise<void> => {
    let attempt = 0
    while (!signal.aborted) {
      const cluster = openCluster(kafka)
      try {
        await readOn(cluster, () => {
          attempt = 0
        })
      } catch (thrown) {
        attempt += 1
        problem = thrown instanceof Error ? thrown.message : String(thrown)
        if (attempt === 1)
          log('warn', `tally: reading stops, trying again for as long as it takes: ${describeCause(thrown)}`)
        await pause(retryDelayMs(attempt), signal)
      } finally {
        await cluster.disconnect()
      }
    }
    await save()
  }

  const topicView = (current: TallyState, name: TopicName): TopicView | null => {
    const tally = topicTally(current, name)
    const partitions = [...live.values()]
      .filter(({ topic }) => topic === name)
      .sort((a, b) => a.partition - b.partition)
    const views: PartitionView[] = []
    for (const partition of partitions) {
      if (partition.view === null) return null
      views.push({
        partition: partition.partition,
        low: partition.view.low,
        high: partition.view.high,
        lastRecord: partitionTally(tally, partition.partition).last?.offset ?? null,
        caughtUp: caughtUp(current, partition),
      })
    }
    if (views.length === 0) return null
    return {
      name,
      partitions: views,
      records: tally.records,
      live: tally.live.size,
      corrections: tally.corrections,
      caughtUp: views.every((view) => view.caughtUp),
      ratePerSecond: rates.get(name)?.mean(Date.now(), rateMeanSeconds) ?? null,
    }
  }

  return {
    topics: () => {
      if (state === null) return null
      const views: TopicView[] = []
      for (const name of topicNames) {
        const view = topicView(state, name)
        if (view === null) return null
        views.push(view)
      }
      return views
    },
    readAt: () => readAt,
    problem: () => problem,
    messages: (topic, limit) =>
      [...live.values()]
        .filter((partition) => partition.topic === topic)
        .flatMap(({ ring }) => ring.newest(limit))
        .sort(
          (a, b) => b.message.timestamp - a.message.timestamp || Number(b.message.offset) - Number(a.message.offset),
        )
        .slice(0, limit)
        .map(({ message, key, value }) => ({
          ...message,
          key: key?.toString('utf8') ?? null,
          value: value?.toString('utf8') ?? null,
        })),
    rates: (nowMs) => {
      const flat = rates.get(topics.events)?.read(nowMs)
      const enriched = rates.get(topics.enriched)?.read(nowMs)
      return { startAt: flat?.startAt ?? nowMs, flat: flat?.values ?? [], enriched: enriched?.values ?? [] }
    },
    capture: () => capture.read(),
    writtenAt: (topic, partition, offset) => live.get(keyOf(topic, partition))?.clock.at(offset) ?? null,
    ended: run(),
  }
}
