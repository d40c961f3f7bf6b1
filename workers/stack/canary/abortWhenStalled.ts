import { topics } from '../../../contract/pipeline'
import type { Endpoints } from '../../../contract/workers'
import { connectKafka } from '../../kafka/wire/kafkajs/connectKafka'
import { pause } from '../../../common/pause'

const lookEveryMs = 1_000

/** Watches whether records still arrive on the way that events take. */
export interface StallWatch {
  /** Aborts when nothing arrived for the limit. */
  readonly signal: AbortSignal
  close(): Promise<void>
}

/**
 * Aborts its signal when neither the events topic nor the enriched one has grown for `limitMs` milliseconds.
 * A Kafka that does not answer has not grown: the limit then runs out as well.
 */
export function abortWhenStalled(endpoints: Endpoints, limitMs: number, outer: AbortSignal): StallWatch {
  const stalled = new AbortController()
  const closing = new AbortController()
  const ended = AbortSignal.any([outer, closing.signal, stalled.signal])
  const admin = connectKafka(endpoints, 'marsad-canary', () => undefined).admin()

  const written = async (): Promise<string> => {
    const ends = await Promise.all([topics.events, topics.enriched].map((topic) => admin.fetchTopicOffsets(topic)))
    return JSON.stringify(ends.flat().map(({ partition, high }) => [partition, high]))
  }

  const watch = async (): Promise<void> => {
    let last: string | undefined
    let since = performance.now()
    while (!ended.aborted) {
      try {
        const now = await written()
        if (now !== last) since = performance.now()
        last = now
      } catch (thrown) {
        // Not connected yet, or gone: no progress was seen, and the next look connects again.
        if (!(thrown instanceof Error)) throw thrown
        await admin.connect().catch((failed: unknown) => {
          if (!(failed instanceof Error)) throw failed
        })
      }
      if (performance.now() - since > limitMs) stalled.abort()
      await pause(lookEveryMs, ended)
    }
  }
  const watching = watch()

  return {
    signal: stalled.signal,
    close: async () => {
      closing.abort()
      await watching
      await admin.disconnect()
    },
  }
}
