/** Positive control "reading uncommitted data", for workers/kafka/wire/fetchAnswer.ts: as if no transaction were ever aborted. */
import {
  readPartition as readPlain,
  type PartitionAnswer,
  type PartitionRead,
} from '../../../workers/kafka/wire/fetchAnswer'

export * from '../../../workers/kafka/wire/fetchAnswer'

/** kafkajs's value of the isolation level that answers everything. */
export const readCommitted = 0

export function readPartition(found: PartitionAnswer, from: number): PartitionRead {
  return { ...readPlain({ ...found, abortedTransactions: [] }, from), end: Number(found.highWatermark) }
}
