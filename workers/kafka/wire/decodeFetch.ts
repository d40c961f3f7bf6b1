/** The answer to a Fetch of version 11, the newest that kafkajs asks for (Kafka's protocol guide), in the shape that kafkajs gives it. */
import type { AbortedTransaction } from './committedRecords'
import type { PartitionAnswer, TopicAnswer } from './fetchAnswer'
import { readRecordBatches } from './readRecordBatches'

export interface FetchDecoded {
  readonly throttleTime: 0
  readonly clientSideThrottleTime: number
  readonly errorCode: number
  readonly sessionId: number
  readonly responses: readonly (Omit<TopicAnswer, 'partitions'> & {
    readonly partitions: readonly (PartitionAnswer & { readonly errorCode: number })[]
  })[]
}

/** @returns null when it holds batches that are not read here ({@link readRecordBatches}). */
export function decodeFetch(body: Buffer): FetchDecoded | null {
  let at = 0
  const int16 = (): number => body.readInt16BE((at += 2) - 2)
  const int32 = (): number => body.readInt32BE((at += 4) - 4)
  const int64 = (): string => String(body.readBigInt64BE((at += 8) - 8))
  const string = (): string => {
    const length = int16()
    return body.toString('utf8', at, (at += Math.max(0, length)))
  }
  const array = <T>(one: () => T): T[] => {
    const count = int32()
    return Array.from({ length: Math.max(0, count) }, one)
  }
  const aborted = (): AbortedTransaction => ({ producerId: int64(), firstOffset: int64() })
  let unknown = 0
  const partition = (): PartitionAnswer & { errorCode: number } => {
    const head = {
      partition: int32(),
      errorCode: int16(),
      highWatermark: int64(),
      lastStableOffset: int64(),
      lastStartOffset: int64(),
      abortedTransactions: array(aborted),
    }
    // The replica to read from instead: only for clients that tell where they are.
    at += 4
    const length = Math.max(0, int32())
    const messages = readRecordBatches(body, at, at + length)
    at += length
    if (messages === null) unknown += 1
    return { ...head, messages: messages ?? [] }
  }
  const clientSideThrottleTime = int32()
  const errorCode = int16()
  const sessionId = int32()
  const responses = array(() => ({ topicName: string(), partitions: array(partition) }))
  return unknown === 0 ? { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses } : null
}
