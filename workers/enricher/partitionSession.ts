/** One hold of an input partition, from taking it to losing it: read, join, commit, in a loop. */
import type { Cluster, Kafka } from '../kafka/wire/kafkajs/kafkajs'
import type { LogLevel } from '../../contract/commands'
import { topics } from '../../contract/pipeline'
import { groupPositions } from '../kafka/session/groupOffsets'
import { openCluster } from '../kafka/session/kafkaCluster'
import { failureLine } from '../kafka/session/kafkaFailure'
import { pause } from '../../common/pause'
import { OffsetGone, openPartitionReader, type Chunk, type PartitionReader } from '../kafka/session/partitionReader'
import { offsetAt, partitionCount } from '../kafka/session/topicOffsets'
import type { ContentTable } from './contentTable'
import { commitTogether } from './commitTogether'
import { countCommitted, type Counters } from './counters'
import { createHeldEvents, type HeldEvent, type HoldingBudget } from './heldEvents'
import { readHeldOffsets, writeHeldOffsets } from './heldOffsets'
import { joinPartition, outgoingBound } from './joinPartition'
import { createOutgoingBatch } from './outgoing'
import { openProducerSteps, type OpenProducerSteps, type ProducerSteps } from './producerSteps'

export interface SessionOptions {
  readonly kafka: Kafka
  readonly groupId: string
  readonly partition: number
  readonly table: Pick<ContentTable, 'get'>
  readonly budget: HoldingBudget
  readonly counters: Counters
  readonly now: () => number
  readonly log: (level: LogLevel, text: string) => void
  /** How the partition's producer is opened, unless as usual: tests put themselves between its steps. */
  readonly openSteps?: OpenProducerSteps | undefined
}

export interface PartitionSession {
  /** Works until the signal aborts, and then ends between two transactions. Rejects on the first failure. */
  run(signal: AbortSignal): Promise<void>
  /** A content has become known: what waited for it is corrected in the next transaction. */
  contentKnown(contentId: string): void
  /** Lets everything go at once, without waiting for a broker that may be away. */
  close(): void
}

/**
 * The least time from one transaction to the next of a partition that has caught up. A transaction costs the broker five
 * requests and a marker in each log, whatever its size: without a pace, few events a second keep a whole core busy, and all wait for it.
 */
const paceMs = 50

/** How far before the committed offset held events are looked for when a partition is taken; older ones are forgotten. */
const lookBackOffsets = 200_000

/** Bytes of one fetch: what they become goes into one transaction (outgoing.ts), even if all of it goes to one partition. */
const chunkBytes = 850_000

/** The transactional.id of an input partition of a group: the same on every machine, so that a new owner fences the former. */
export function transactionalIdOf(groupId: string, topic: string, partition: number): string {
  return `${groupId}.${topic}.${partition}`
}

/** Takes the partition, in the order that exactly once needs: producer first, committed offset second. */
export async function takePartition(options: SessionOptions): Promise<PartitionSession> {
  const { kafka, groupId, partition, log, openSteps = openProducerSteps } = options
  const topic = topics.events
  const closeQuietly = (closing: Promise<void>): void => {
    closing.catch((thrown: unknown) => log('debug', `partition ${partition}: closing: ${failureLine(thrown)}`))
  }
  const cluster = openCluster(kafka)
  let producer: ProducerSteps | undefined
  try {
    await cluster.connect()
    await cluster.addMultipleTargetTopics([topic, topics.enriched, topics.deadLetters])
    producer = await openSteps(kafka, transactionalIdOf(groupId, topic, partition), groupId)
    const [committed] = await groupPositions(cluster, groupId, topic, [partition])
    const offset = committed?.next ?? (await offsetAt(cluster, topic, partition, { at: 'beginning' }))
    const reader = openPartitionReader(cluster, { topic, partition, offset, maxBytes: chunkBytes })
    return openSession(options, { producer, cluster, reader, metadata: committed?.metadata ?? null, closeQuietly })
  } catch (thrown) {
    if (producer !== undefined) closeQuietly(producer.close())
    closeQuietly(cluster.disconnect())
    throw thrown
  }
}

interface Taken {
  readonly producer: ProducerSteps
  readonly cluster: Cluster
  readonly reader: PartitionReader
  readonly metadata: string | null
  readonly closeQuietly: (closing: Promise<void>) => void
}

type Fetched = { readonly kind: 'chunk'; readonly chunk: Chunk } | { readonly kind: 'failed'; readonly thrown: unknown }

function openSession(options: SessionOptions, taken: Taken): PartitionSession {
  const { groupId, partition, table, budget, counters, now, log } = options
  const { producer, cluster, reader, closeQuietly } = taken
  const topic = topics.events
  const held = createHeldEvents(budget)
  const join = joinPartition({
    table,
    held,
    partition,
    outputs: {
      enriched: partitionCount(cluster, topics.enriched),
      deadLetters: partitionCount(cluster, topics.deadLetters),
    },
    now,
  })
  /** Held events whose content is known now, to be corrected next. */
  let ready: HeldEvent[] = []
  let committed = reader.position()
  let ring: (() => void) | undefined

  /** Corrections first (they are older), then input from `index` on, as far as one transaction goes. */
  const commitSome = async (chunk: Chunk, index: number): Promise<number> => {
    const begun = performance.now()
    const batch = createOutgoingBatch()
    let corrected = 0
    for (const event of ready) {
      const outgoing = join.correction(event)
      if (!batch.fits(outgoing.value.length)) break
      batch.add(outgoing)
      corrected += 1
    }
    ready = ready.slice(corrected)
    let taken = index
    for (; taken < chunk.records.length; taken += 1) {
      const record = chunk.records[taken]
      if (record === undefined || !batch.fits(outgoingBound(record))) break
      const outgoing = join.record(record)
      if (outgoing !== null) batch.add(outgoing)
    }
    const unread = chunk.records[taken]
    const next = unread === undefined ? chunk.next : Number(unread.offset)
    const metadata = writeHeldOffsets(offsetsOf(ready, held.offsets()))
    const joined = performance.now()
    await commitTogether(producer, batch.records, { groupId, topic, partition, next, metadata })
    committed = next
    counters.times.processing((joined - begun) / 1e3)
    counters.times.transaction((performance.now() - joined) / 1e3)
    counters.lag.set(partition, Math.max(0, chunk.end - next))
    countCommitted(counters, batch.records, now())
    return taken
  }

  const commitAll = async (chunk: Chunk, signal: AbortSignal): Promise<void> => {
    let index = 0
    while (!signal.aborted && (index < chunk.records.length || ready.length > 0 || committed < chunk.next)) {
      index = await commitSome(chunk, index)
    }
  }

  /** Reads again what the former owner held, as the committed metadata names it. */
  const restoreHeld = async (signal: AbortSignal): Promise<void> => {
    const runs = readHeldOffsets(taken.metadata).filter(({ first }) => first < committed)
    const start = runs[0]?.first
    if (start === undefined) return
    const low = await offsetAt(cluster, topic, partition, { at: 'beginning' })
    const from = Math.max(start, low, committed - lookBackOffsets)
    if (from > start) {
      const lost = runs.reduce((sum, { first, last }) => sum + Math.max(0, Math.min(last + 1, from) - first), 0)
      budget.forgotten += lost
      log('warn', `partition ${partition}: ${lost} held events lie too far back to be read again`)
    }
    reader.seek(from)
    let run = 0
    while (!signal.aborted && reader.position() < committed) {
      const { records } = await reader.fetch()
      for (const record of records) {
        const offset = Number(record.offset)
        if (offset >= committed) break
        for (let next = runs[run]; next !== undefined && next.last < offset; next = runs[run]) run += 1
        if (offset < (runs[run]?.first ?? Infinity)) continue
        const known = join.again(record)
        if (known !== null) ready.push(known)
      }
    }
    reader.seek(committed)
  }

  const fetch = (): Promise<Fetched> =>
    reader.fetch().then(
      (chunk): Fetched => ({ kind: 'chunk', chunk }),
      (thrown: unknown): Fetched => ({ kind: 'failed', thrown }),
    )

  /** Where to go on when the committed offset is gone: records were lost before this process read them, or never were. */
  const skipGone = async (gone: OffsetGone): Promise<void> => {
    const low = await offsetAt(cluster, topic, partition, { at: 'beginning' })
    const target = committed < low ? low : await offsetAt(cluster, topic, partition, { at: 'end' })
    log('error', `${gone.message}: going on at ${target}; what lay between was not enriched`)
    reader.seek(target)
    committed = target
  }

  const run = async (signal: AbortSignal): Promise<void> => {
    const stopped = new Promise<'stopped'>((resolve) => {
      if (signal.aborted) resolve('stopped')
      else signal.addEventListener('abort', () => resolve('stopped'), { once: true })
    })
    await restoreHeld(signal)
    let incoming: Promise<Fetched> | undefined
    while (!signal.aborted) {
      incoming ??= fetch()
      const rung = new Promise<void>((resolve) => {
        ring = resolve
      })
      if (ready.length > 0) ring?.()
      const first = await Promise.race([incoming, rung, stopped])
      if (first === 'stopped') return
      if (first === undefined) {
        await commitAll({ records: [], from: committed, next: committed, end: committed }, signal)
        continue
      }
      incoming = undefined
      const begun = performance.now()
      if (first.kind === 'failed') {
        if (!(first.thrown instanceof OffsetGone)) throw first.thrown
        await skipGone(first.thrown)
        continue
      }
      const behind = first.chunk.next < first.chunk.end
      counters.lag.set(partition, first.chunk.end - committed)
      // With more to come, the next fetch is under way while this chunk is committed.
      if (behind) incoming = fetch()
      await commitAll(first.chunk, signal)
      if (!behind && first.chunk.next > first.chunk.from) await pause(paceMs - (performance.now() - begun), signal)
    }
  }

  return {
    run,
    contentKnown: (contentId) => {
      if (!held.has(contentId)) return
      ready.push(...held.take(contentId))
      ring?.()
    },
    close: () => {
      counters.lag.delete(partition)
      held.clear()
      closeQuietly(producer.close())
      closeQuietly(cluster.disconnect())
    },
  }
}

/** Offsets of what still waits, growing: the ready ones are few and may lie anywhere among the held. */
function offsetsOf(ready: readonly HeldEvent[], held: Iterable<number>): Iterable<number> {
  if (ready.length === 0) return held
  return [...held, ...ready.map(({ offset }) => offset)].sort((a, b) => a - b)
}
