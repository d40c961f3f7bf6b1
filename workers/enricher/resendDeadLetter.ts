/** Sends one dead letter back into engagement_events.flat, as it was or edited; the ordinary enricher does the rest. */
import type { Kafka } from '../kafka/wire/kafkajs/kafkajs'
import { MarsadError } from '../../contract/errors'
import { deadLetterSchema, topics, type DeadLetter } from '../../contract/pipeline'
import { flatKey, openFlatWriter } from '../pipeline/topics/flatWriter'
import { openCluster } from '../kafka/session/kafkaCluster'
import { OffsetGone, openPartitionReader } from '../kafka/session/partitionReader'
import { partitionCount } from '../kafka/session/topicOffsets'
import { parseChange } from './parseEvent'

/** One dead letter, and what is to be sent. */
export interface ResendRequest {
  /** Where the letter stands in engagement_events.dlq. */
  readonly partition: number
  readonly offset: string
  /** The value to send, as text; null: as it was. */
  readonly value: string | null
  /** Only looks whether the enricher would take it. */
  readonly check: boolean
}

/**
 * The event scores and counts once however often this is done: it is known by its id.
 * @returns the event's id
 * @throws MarsadError `dead_letter_gone` {partition, offset}, `still_invalid` {reason, detail}; what kafkajs throws
 */
export async function resendDeadLetter(
  kafka: Kafka,
  transactionalId: string,
  { partition, offset, value, check }: ResendRequest,
): Promise<number> {
  const letter = await readDeadLetter(kafka, partition, Number(offset))
  const bytes = value === null ? Buffer.from(letter.value_base64 ?? '', 'base64') : Buffer.from(value)
  const parsed = parseChange(bytes)
  if (parsed.kind === 'invalid') {
    throw new MarsadError('still_invalid', { reason: parsed.reason, detail: parsed.detail.slice(0, 500) })
  }
  const { id, content_id: contentId } = parsed.change
  if (check) return id
  const writer = await openFlatWriter(kafka, transactionalId)
  try {
    // The key is made anew: a wrong one is mended by it.
    await writer.write([{ key: flatKey(contentId), value: bytes }])
  } finally {
    await writer.close()
  }
  return id
}

async function readDeadLetter(kafka: Kafka, partition: number, offset: number): Promise<DeadLetter> {
  const topic = topics.deadLetters
  const gone = (cause?: unknown): MarsadError =>
    new MarsadError('dead_letter_gone', { partition, offset: String(offset) }, cause)
  const cluster = openCluster(kafka)
  try {
    await cluster.connect()
    await cluster.addTargetTopic(topic)
    if (partition >= partitionCount(cluster, topic)) throw gone()
    const { records } = await openPartitionReader(cluster, { topic, partition, offset }).fetch()
    const found = records.find((record) => Number(record.offset) === offset)
    if (found?.value == null) throw gone()
    return deadLetterSchema.parse(JSON.parse(found.value.toString('utf8')))
  } catch (thrown) {
    throw thrown instanceof OffsetGone ? gone(thrown) : thrown
  } finally {
    await cluster.disconnect()
  }
}
