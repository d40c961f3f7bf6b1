/** Which events stand in engagement_events.dlq. */
import type { Kafka } from '../kafka/wire/kafkajs/kafkajs'
import { z } from 'zod'
import { deadLetterSchema, topics, type DeadLetter } from '../../contract/pipeline'
import { scanTopic, topicBounds } from './scanTopic'

/** As many letters are remembered by their event; more would not fit a bounded memory, and are a trouble of their own. */
const mostLetters = 200_000

const idField = z.object({ id: z.int().nonnegative() })

/** The event that a rejected value tells of, as far as its bytes say so: by its field, else by what looks like it; null where neither is there. */
export function eventIdOf(value: string): number | null {
  try {
    const parsed = idField.safeParse(JSON.parse(value))
    if (parsed.success) return parsed.data.id
  } catch {
    // Cut off or never JSON: the text may still name its event.
  }
  const found = /"id"\s*:\s*(\d{1,15})\b/.exec(value)
  return found === null ? null : Number(found[1])
}

/** Event id → why it was rejected, the latest letter of each. */
export async function readDeadLetters(kafka: Kafka, signal: AbortSignal): Promise<Map<number, string>> {
  const topic = topics.deadLetters
  const { partitions } = await topicBounds(kafka, topic)
  const letters = new Map<number, string>()
  const stretch = partitions.map(({ low, end }) => ({ from: low, to: end }))
  await scanTopic(
    kafka,
    topic,
    stretch,
    (records) => {
      for (const { value } of records) {
        const letter = value === null ? null : readLetter(value)
        if (letter?.topic !== topics.events || letter.value_base64 === null) continue
        const id = eventIdOf(Buffer.from(letter.value_base64, 'base64').toString('utf8'))
        if (id !== null && (letters.size < mostLetters || letters.has(id))) letters.set(id, letter.reason)
      }
    },
    signal,
  )
  return letters
}

function readLetter(value: Buffer): DeadLetter | null {
  try {
    const parsed = deadLetterSchema.safeParse(JSON.parse(value.toString('utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    // Not written by an enricher.
    return null
  }
}
