/** What of a fetched piece of log belongs to committed transactions. */

/** A record as kafkajs decodes it from a fetch answer, as far as it is used here. */
export interface FetchedRecord {
  readonly offset: string
  /** Milliseconds since the epoch, as text. */
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, unknown>>
  /** A transaction's marker, not data. */
  readonly isControlRecord: boolean
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean }
}

export interface AbortedTransaction {
  readonly producerId: string
  readonly firstOffset: string
}

/** A marker's key: version (int16), type (int16): 0 abort, 1 commit. Source: Kafka's message format, "control batches". */
function isAbortMarker(record: FetchedRecord): boolean {
  return record.isControlRecord && record.key !== null && record.key.length >= 4 && record.key.readInt16BE(2) === 0
}

/**
 * The data records of a fetch answer without those of aborted transactions, in order of their offsets.
 *
 * The broker lists the aborted transactions that touch the answer in the order in which they ended. A transaction that
 * began earlier may have ended later, so they are taken in the order of their first offsets, and all that have begun at
 * a record count for it (Kafka's Java client: CompletedFetch.consumeAbortedTransactionsUpTo). kafkajs's own filter does
 * neither, and so shows records of aborted transactions when several producers are aborted together, as after a kill -9.
 */
export function committedRecords(
  records: readonly FetchedRecord[],
  aborted: readonly AbortedTransaction[],
): FetchedRecord[] {
  if (aborted.length === 0) return records.filter((record) => !record.isControlRecord)
  const waiting = aborted
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: Number(firstOffset) }))
    .sort((a, b) => a.firstOffset - b.firstOffset)
  const aborting = new Set<string>()
  let begun = 0
  return records.filter((record) => {
    const offset = Number(record.offset)
    for (let next = waiting[begun]; next !== undefined && next.firstOffset <= offset; next = waiting[begun]) {
      aborting.add(next.producerId)
      begun += 1
    }
    if (record.isControlRecord) {
      if (isAbortMarker(record)) aborting.delete(record.batchContext.producerId)
      return false
    }
    return !(record.batchContext.inTransaction && aborting.has(record.batchContext.producerId))
  })
}
