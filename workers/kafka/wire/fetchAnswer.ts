/** What a fetch at the broker says of one partition, taken out of kafkajs's untyped answer. */
import { committedRecords, type AbortedTransaction, type FetchedRecord } from './committedRecords'

/** kafkajs's own value of the isolation level that leaves out what is not decided yet. */
export const readCommitted = 1

export interface PartitionAnswer {
  readonly partition: number
  readonly highWatermark: string
  readonly lastStableOffset: string
  /** kafkajs's name for log_start_offset. */
  readonly lastStartOffset: string
  readonly abortedTransactions: readonly AbortedTransaction[]
  readonly messages: readonly FetchedRecord[]
}

export interface TopicAnswer {
  readonly topicName: string
  readonly partitions: readonly PartitionAnswer[]
}

/** What one fetch tells of one partition. */
export interface PartitionRead {
  /** Committed data records, by offset. */
  readonly records: readonly FetchedRecord[]
  /** The offset that was asked for, and the one to go on with: past markers and aborted records too. */
  readonly from: number
  readonly next: number
  /** First offset still there, next offset to be written, and the offset before which all is decided. */
  readonly low: number
  readonly high: number
  readonly end: number
}

function isPartitionAnswer(value: unknown): value is PartitionAnswer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'partition' in value &&
    'highWatermark' in value &&
    'lastStableOffset' in value &&
    'lastStartOffset' in value &&
    'abortedTransactions' in value &&
    'messages' in value &&
    Array.isArray(value.messages)
  )
}

function isFetchAnswer(answer: unknown): answer is { readonly responses: readonly TopicAnswer[] } {
  if (typeof answer !== 'object' || answer === null || !('responses' in answer)) return false
  const { responses } = answer
  return (
    Array.isArray(responses) &&
    responses.every(
      (topic: unknown) =>
        typeof topic === 'object' &&
        topic !== null &&
        'topicName' in topic &&
        'partitions' in topic &&
        Array.isArray(topic.partitions) &&
        topic.partitions.every(isPartitionAnswer),
    )
  )
}

/**
 * The topics of an answer of kafkajs's `broker.fetch`. The records are its decoder's own, not parsed again: they are the hot path.
 * @throws when the answer has another shape than that of the kafkajs this was written for.
 */
export function topicsOfFetch(answer: unknown): readonly TopicAnswer[] {
  if (!isFetchAnswer(answer)) throw new Error('kafkajs answered a fetch in a shape that this version does not know')
  return answer.responses
}

/** @param from the offset that was asked for: a batch is answered whole even when asked for from its middle. */
export function readPartition(found: PartitionAnswer, from: number): PartitionRead {
  const { messages: all } = found
  const whole = all[0] === undefined || Number(all[0].offset) >= from
  const messages = whole ? all : all.filter(({ offset }) => Number(offset) >= from)
  const last = messages.at(-1)
  return {
    records: committedRecords(messages, found.abortedTransactions),
    from,
    next: last !== undefined ? Number(last.offset) + 1 : from,
    low: Number(found.lastStartOffset),
    high: Number(found.highWatermark),
    end: Number(found.lastStableOffset),
  }
}

/**
 * Compaction can leave a batch empty; kafkajs shows nothing of it, and fetching there again brings it again, at once.
 * Where an answer holds no record of any partition, though something decided lies ahead of one, that is such a batch: it covers
 * the offset that was asked for at least, so one step on is safe. (With other records in the answer, they may have filled it.)
 */
export function stepOverEmptyBatches<Read extends PartitionRead>(reads: readonly Read[]): readonly Read[] {
  if (reads.some(({ from, next }) => next > from)) return reads
  return reads.map((read) => (read.end > read.from ? { ...read, next: read.from + 1 } : read))
}
