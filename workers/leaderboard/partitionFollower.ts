/** Applies one partition of engagement_enriched to Redis, from the offset that Redis itself holds. */
import type { Cluster, Kafka } from '../kafka/wire/kafkajs/kafkajs'
import type { LogLevel } from '../../contract/commands'
import { longestWindowMinutes, topics } from '../../contract/pipeline'
import { openCluster } from '../kafka/session/kafkaCluster'
import { failureLine } from '../kafka/session/kafkaFailure'
import type { LatencyReservoir } from '../runtime/latency'
import { OffsetGone, openPartitionReader, type Chunk } from '../kafka/session/partitionReader'
import { pause, retryDelayMs } from '../../common/pause'
import { offsetAt } from '../kafka/session/topicOffsets'
import type { BoardStore } from './boardStore'
import { scoreBatch } from './scoreBatch'

/** What this process has done since it began. */
export interface FollowerCounters {
  applied: number
  skipped: number
  past: number
  future: number
  rebuilds: number
  readonly latency: LatencyReservoir
  /** Takes how long a chunk took to be scored and applied, in seconds. */
  readonly appliedIn: (seconds: number) => void
  /** Offsets of each owned partition that are not applied yet, as the latest fetch told. */
  readonly lag: Map<number, number>
}

export interface FollowerOptions {
  readonly kafka: Kafka
  readonly store: BoardStore
  readonly partition: number
  readonly counters: FollowerCounters
  readonly now: () => number
  readonly log: (level: LogLevel, text: string) => void
}

export interface PartitionFollower {
  readonly partition: number
  /** The next offset that Redis will take, for the group's lag; null until known. */
  next(): number | null
  /** What it waits for, or null. */
  waitsFor(): string | null
  release(): Promise<void>
}

/** A rebuild reads this much more than the longest window: clocks differ, and events come late by a little. */
const rebuildMarginMs = 5 * 60_000

/** Least time between the reading of one chunk and the asking for the next, for a partition that has caught up. */
const restMs = 30

/** What it waits for at first. */
const beginning = 'reading the offset that Redis holds'

type Fetched = { readonly kind: 'chunk'; readonly chunk: Chunk } | { readonly kind: 'failed'; readonly thrown: unknown }

/** Runs until released; waits for Kafka and Redis for as long as it takes. */
export function followPartition(options: FollowerOptions): PartitionFollower {
  const { kafka, store, partition, counters, now, log } = options
  const topic = topics.enriched
  const released = new AbortController()
  const { signal } = released
  const isReleased = (): boolean => signal.aborted
  let reason: string | null = beginning
  /** What Redis holds as next offset, as far as this process knows. */
  let stored: number | null = null
  /** The leaderboard's life that `stored` is of, as Redis told it last. */
  let generation = ''
  /** Events before this offset tell nothing of latency: they are applied again, after a rebuild or a rollback of Redis. */
  let freshFrom = 0

  /** Where the topic has to be read from so that the longest window is whole. */
  const rebuildOffset = (cluster: Cluster): Promise<number> =>
    offsetAt(cluster, topic, partition, {
      at: 'time',
      epochMs: now() - longestWindowMinutes * 60_000 - rebuildMarginMs,
    })

  const beginAnew = async (stale: number | null): Promise<void> => {
    const did = await store.rebuild(stale === null ? null : { partition, next: stale })
    if (!did) return
    counters.rebuilds += 1
    log(
      'info',
      `the leaderboard in Redis is empty or of another topic: it is rebuilt for ${longestWindowMinutes} minutes`,
    )
  }

  /** The offset to go on from: Redis's own, or where a rebuild begins. */
  const begin = async (cluster: Cluster): Promise<number> => {
    while (!signal.aborted) {
      const asked = await store.begin(partition, null)
      if (asked.kind === 'stored') {
        generation = asked.generation
        return asked.next
      }
      if (asked.kind === 'wiped') {
        await beginAnew(null)
        continue
      }
      freshFrom = Math.max(freshFrom, await offsetAt(cluster, topic, partition, { at: 'end' }))
      const begun = await store.begin(partition, await rebuildOffset(cluster))
      if (begun.kind === 'stored') {
        generation = begun.generation
        return begun.next
      }
    }
    throw new Error('released')
  }

  /** @returns the offset to read from next: the chunk's end, or another when Redis holds another. */
  const applyChunk = async (cluster: Cluster, chunk: Chunk, expected: number): Promise<number> => {
    let from = expected
    while (!signal.aborted) {
      // Below `from` Redis has everything already.
      const records = chunk.records.filter(({ offset }) => Number(offset) >= from)
      const batch = scoreBatch(
        records.map(({ value }) => value),
        now(),
      )
      const answer = await store.apply(partition, { generation, from, next: chunk.next }, batch)
      switch (answer.kind) {
        case 'applied': {
          const at = now()
          counters.applied += records.length
          counters.skipped += chunk.records.length - records.length
          counters.past += batch.past.length
          counters.future += batch.future.length
          if (from >= freshFrom) for (const committedMs of batch.committedMs) counters.latency.add(at - committedMs)
          for (const detail of batch.invalid) log('warn', `${topic}/${partition}: a record does not score: ${detail}`)
          return chunk.next
        }
        case 'differs':
          if (answer.next === chunk.next) {
            // Applied before: its answer was lost, or another worker was faster.
            counters.skipped += chunk.records.length
            return chunk.next
          }
          log('info', `${topic}/${partition}: Redis goes on at ${answer.next}, not at ${from}`)
          if (answer.next < expected || answer.next > chunk.next) {
            freshFrom = Math.max(freshFrom, expected)
            return answer.next
          }
          from = answer.next
          break
        case 'unknown':
        case 'wiped':
          return begin(cluster)
      }
    }
    return from
  }

  const follow = async (cluster: Cluster): Promise<void> => {
    let next = await begin(cluster)
    stored = next
    const reader = openPartitionReader(cluster, { topic, partition, offset: next })
    const fetch = (): Promise<Fetched> =>
      reader.fetch().then(
        (chunk): Fetched => ({ kind: 'chunk', chunk }),
        (thrown: unknown): Fetched => ({ kind: 'failed', thrown }),
      )
    let incoming = fetch()
    // What failed is told until a batch has been applied.
    if (reason === beginning) reason = null
    while (!signal.aborted) {
      const fetched = await Promise.race([incoming, ended])
      if (fetched === undefined) return
      if (fetched.kind === 'failed') {
        if (!(fetched.thrown instanceof OffsetGone)) throw fetched.thrown
        const low = await offsetAt(cluster, topic, partition, { at: 'beginning' })
        log('warn', `${fetched.thrown.message}; it begins at ${low}`)
        if (next > low) {
          await beginAnew(next)
          next = await begin(cluster)
          stored = next
        }
        reader.seek(Math.max(next, low))
        incoming = fetch()
        continue
      }
      const { chunk } = fetched
      // With more to come, the next fetch is under way while this chunk is applied. Else a moment's rest: the broker ends each
      // transaction with a marker of its own, which would be answered alone.
      incoming = chunk.next < chunk.end ? fetch() : pause(restMs, signal).then(fetch)
      // An empty chunk is applied too: so a Redis that was wiped or rolled back is noticed without a new event.
      const begun = performance.now()
      const after = await applyChunk(cluster, chunk, next)
      reason = null
      if (chunk.records.length > 0) counters.appliedIn((performance.now() - begun) / 1e3)
      counters.lag.set(partition, Math.max(0, chunk.end - after))
      next = after
      stored = after
      if (after === chunk.next) continue
      // Redis was rolled back or wiped, or is ahead: what is under way was asked for at the wrong place.
      await incoming
      reader.seek(after)
      incoming = fetch()
    }
  }

  const ended = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })

  const live = async (): Promise<void> => {
    let failures = 0
    while (!signal.aborted) {
      const cluster = openCluster(kafka)
      const applied = counters.applied
      try {
        await cluster.connect()
        await cluster.addTargetTopic(topic)
        await follow(cluster)
      } catch (thrown) {
        if (isReleased()) return
        if (counters.applied > applied) failures = 0
        failures += 1
        reason = failureLine(thrown)
        if (failures === 1) log('warn', `${topic}/${partition}: trying again for as long as it takes: ${reason}`)
        await pause(retryDelayMs(failures), signal)
      } finally {
        cluster.disconnect().catch((thrown: unknown) => log('debug', `${topic}/${partition}: ${failureLine(thrown)}`))
      }
    }
  }
  const living = live()

  return {
    partition,
    next: () => stored,
    waitsFor: () => reason,
    release: () => {
      released.abort()
      return living.then(() => {
        counters.lag.delete(partition)
      })
    },
  }
}
