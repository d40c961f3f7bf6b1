/** Keeps the content table: all of content.flat before the first join, then every change as it comes. */
import type { Kafka } from '../kafka/wire/kafkajs/kafkajs'
import type { LogLevel } from '../../contract/commands'
import { topics } from '../../contract/pipeline'
import { openCluster } from '../kafka/session/kafkaCluster'
import { failureLine } from '../kafka/session/kafkaFailure'
import { OffsetGone, openPartitionReader, type PartitionReader } from '../kafka/session/partitionReader'
import { pause, retryDelayMs } from '../../common/pause'
import { offsetAt, partitionCount } from '../kafka/session/topicOffsets'
import type { ContentTable } from './contentTable'

export interface ContentFeedOptions {
  readonly kafka: Kafka
  readonly table: ContentTable
  readonly signal: AbortSignal
  readonly log: (level: LogLevel, text: string) => void
  /** A content is known from now on, for whoever holds events of it. */
  readonly onKnown: (contentId: string) => void
  /** Why reading does not get on, or null when it does. */
  readonly onWaiting: (reason: string | null) => void
}

export interface ContentFeed {
  /** Resolves when every partition has been read up to where it ended at the start (never, if the signal aborts before). */
  readonly loaded: Promise<void>
  close(): Promise<void>
}

/**
 * Reads every partition from the beginning, without a consumer group: each enricher needs all of it, each time.
 * Brokers that are away are waited for; the table stays meanwhile.
 */
export function feedContentTable(options: ContentFeedOptions): ContentFeed {
  const { kafka, signal, log, onWaiting } = options
  const topic = topics.content

  const forEver = async (name: string, work: () => Promise<void>): Promise<void> => {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const started = performance.now()
      try {
        await work()
        onWaiting(null)
        return
      } catch (thrown) {
        // A reader that had worked for a while begins to count anew.
        if (performance.now() - started > 10_000) attempt = 1
        if (attempt === 1) log('warn', `${name}: trying again for as long as it takes: ${failureLine(thrown)}`)
        onWaiting(`${name}: ${failureLine(thrown)}`)
        await pause(retryDelayMs(attempt), signal)
      }
    }
  }

  const load = async (): Promise<{ loaded: Promise<void>; reading: Promise<void> }> => {
    let count = 0
    await forEver(topic, async () => {
      const cluster = openCluster(kafka)
      try {
        await cluster.connect()
        await cluster.addTargetTopic(topic)
        count = partitionCount(cluster, topic)
      } finally {
        await cluster.disconnect()
      }
    })
    const partitions = Array.from({ length: count }, (_, partition) => followPartition(options, partition, forEver))
    return {
      loaded: Promise.all(partitions.map(({ loaded }) => loaded)).then(() => undefined),
      reading: Promise.all(partitions.map(({ reading }) => reading)).then(() => undefined),
    }
  }
  const loading = load()

  return {
    loaded: loading.then(({ loaded }) => loaded),
    close: async () => (await loading).reading,
  }
}

function followPartition(
  { kafka, table, signal, log, onKnown, onWaiting }: ContentFeedOptions,
  partition: number,
  forEver: (name: string, work: () => Promise<void>) => Promise<void>,
): { loaded: Promise<void>; reading: Promise<void> } {
  const topic = topics.content
  /** Kept over failures: what was read is in the table. */
  let position: number | undefined
  let markLoaded: () => void = () => undefined
  const loaded = new Promise<void>((resolve) => {
    markLoaded = resolve
  })

  const follow = async (reader: PartitionReader, end: number): Promise<void> => {
    while (!signal.aborted) {
      if (reader.position() >= end) markLoaded()
      const { records } = await reader.fetch()
      onWaiting(null)
      for (const record of records) {
        const applied = table.apply(record)
        if (applied.kind === 'known') onKnown(applied.contentId)
        else if (applied.kind === 'invalid') {
          log('warn', `${topic}/${partition} offset ${record.offset} is passed over: ${applied.detail}`)
        }
      }
      position = reader.position()
    }
  }

  const read = async (): Promise<void> => {
    const cluster = openCluster(kafka)
    const leave = (): void => {
      cluster.disconnect().catch((thrown: unknown) => log('debug', `${topic}: closing: ${failureLine(thrown)}`))
    }
    try {
      await cluster.connect()
      await cluster.addTargetTopic(topic)
      const offset = position ?? (await offsetAt(cluster, topic, partition, { at: 'beginning' }))
      const end = await offsetAt(cluster, topic, partition, { at: 'end' })
      await follow(openPartitionReader(cluster, { topic, partition, offset }), end)
    } catch (thrown) {
      if (thrown instanceof OffsetGone) position = undefined
      throw thrown
    } finally {
      leave()
    }
  }
  return { loaded, reading: forEver(`${topic}/${partition}`, read) }
}
