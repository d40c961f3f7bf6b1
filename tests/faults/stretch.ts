/** A stretch of traffic: what was written in it, and where the topics stood when it began. */
import { join } from 'node:path'
import { topics } from '../../contract/pipeline'
import { seededRandom } from '../../workers/generator/random'
import type { Stores } from '../support/pipeline'
import { waitFor } from '../support/waitFor'
import { openJournal, type Journal } from './journal'
import { topicEnds, type Offsets } from '../support/topicSpan'
import { startWriter } from './writer'

export interface Stretch {
  readonly name: string
  readonly journal: Journal
  readonly from: Readonly<Record<'events' | 'enriched' | 'deadLetters', Offsets>>
  /** Ends the traffic. @returns the id of the last event */
  stop(): Promise<number>
}

/** Begins to write, on a pipeline that has nothing left to do. @param seed the same traffic for the same seed, as far as faults allow. */
export async function beginStretch(stores: Stores, name: string, seed: number, folder: string): Promise<Stretch> {
  const [events, enriched, deadLetters] = await Promise.all(
    [topics.events, topics.enriched, topics.deadLetters].map((topic) => topicEnds(stores.kafka, topic)),
  )
  if (events === undefined || enriched === undefined || deadLetters === undefined)
    throw new Error('three topics were asked')
  const journal = openJournal(join(folder, `${name}.journal.jsonl`))
  const writer = startWriter(stores.endpoints, journal, seededRandom(seed))
  const noise = writeNoise(stores)
  try {
    await waitFor('the first events to be written', () => journal.events.size > 50)
  } catch (thrown) {
    await Promise.all([writer.stop(), noise.stop()])
    throw thrown
  }
  return {
    name,
    journal,
    from: { events, enriched, deadLetters },
    stop: async () => {
      await noise.stop()
      return writer.stop()
    },
  }
}

/** Every second something that is no event, past Postgres: each must become one dead letter. */
function writeNoise({ kafka }: Stores): { stop(): Promise<void> } {
  const producer = kafka.producer({ allowAutoTopicCreation: false, retry: { retries: 0 } })
  const enough = new AbortController()
  const ended = new Promise<void>((resolve) => enough.signal.addEventListener('abort', () => resolve(), { once: true }))
  const loop = (async () => {
    let connected = false
    for (let n = 0; !enough.signal.aborted; n += 1) {
      try {
        if (!connected) await producer.connect()
        connected = true
        await producer.send({
          topic: topics.events,
          messages: [{ value: n % 2 === 0 ? `{noise ${n}` : '{"id":"no"}' }],
        })
      } catch (thrown) {
        // The broker is one of those that die; what arrived of this stands in the topic itself.
        if (!(thrown instanceof Error)) throw thrown
      }
      let timer: NodeJS.Timeout | undefined
      await Promise.race([ended, new Promise((next) => (timer = setTimeout(next, 1_000)))])
      clearTimeout(timer)
    }
    await producer.disconnect()
  })()
  return {
    stop: () => {
      enough.abort()
      return loop
    },
  }
}
