/** Turns the records of one input partition into outgoing ones, and holds those whose content is not known yet. */
import { topics, type EventChange } from '../../contract/pipeline'
import type { FetchedRecord } from '../kafka/wire/committedRecords'
import { keyPartition } from '../kafka/session/keyPartition'
import type { ContentTable } from './contentTable'
import { deadLetter } from './deadLetter'
import { enrich } from './enrich'
import { enrichedText } from './enrichedText'
import type { HeldEvent, HeldEvents } from './heldEvents'
import { largestRecordBytes, type Outgoing } from './outgoing'
import { parseEvent, type ChangeMeaning } from './parseEvent'

export interface JoinOptions {
  readonly table: Pick<ContentTable, 'get'>
  readonly held: Pick<HeldEvents, 'add' | 'drop'>
  /** The input partition. */
  readonly partition: number
  /** How many partitions the output topics have. */
  readonly outputs: { readonly enriched: number; readonly deadLetters: number }
  readonly now: () => number
}

export interface PartitionJoin {
  /** What a record becomes; null when it says nothing (a tombstone). */
  record(record: FetchedRecord): Outgoing | null
  /** The further record of a held event whose content is known now. */
  correction(event: HeldEvent): Outgoing
  /** Reads a record again that went out before: holds it, or answers with it when its content is known now. */
  again(record: FetchedRecord): HeldEvent | null
}

/** The most bytes that {@link PartitionJoin.record} makes of a record: a dead letter is 4/3 of it and its frame. */
export function outgoingBound({ key, value }: Pick<FetchedRecord, 'key' | 'value'>): number {
  return Math.ceil((((key?.length ?? 0) + (value?.length ?? 0)) * 4) / 3) + 4_096
}

export function joinPartition({ table, held, partition, outputs, now }: JoinOptions): PartitionJoin {
  const outgoing = (change: EventChange, meaning: ChangeMeaning, correcting: boolean): Outgoing => {
    const content = change.content_id === null ? undefined : table.get(change.content_id)
    const key = change.content_id === null ? null : Buffer.from(change.content_id)
    return {
      kind: correcting ? 'correction' : 'enriched',
      topic: topics.enriched,
      // Records without a key stay beside each other, and a retry finds the same place.
      partition: key === null ? partition % outputs.enriched : keyPartition(key, outputs.enriched),
      key,
      value: Buffer.from(enrichedText(enrich(change, meaning, content, now()))),
      committedMs: meaning === 'new' ? change.__source_ts_ms : null,
    }
  }

  const reject = (record: FetchedRecord, reason: Parameters<typeof deadLetter>[1], detail: string): Outgoing => ({
    kind: 'dead_letter',
    topic: topics.deadLetters,
    partition: partition % outputs.deadLetters,
    key: null,
    value: Buffer.from(
      JSON.stringify(deadLetter({ ...record, topic: topics.events, partition }, reason, detail, now())),
    ),
    committedMs: null,
  })

  const hold = (offset: number, change: EventChange): HeldEvent | null => {
    if (change.content_id === null) return null
    // raw_payload goes nowhere and may be large.
    const event = { offset, change: { ...change, raw_payload: null } }
    if (table.get(change.content_id) !== undefined) return event
    held.add(change.content_id, event)
    return null
  }

  return {
    record: (record) => {
      const parsed = parseEvent(record)
      if (parsed.kind === 'silent') return null
      if (parsed.kind === 'invalid') return reject(record, parsed.reason, parsed.detail)
      const { change, meaning } = parsed
      const made = outgoing(change, meaning, meaning === 'correction')
      if (made.value.length > largestRecordBytes) {
        return reject(record, 'not_an_event', `enriched, it has ${made.value.length} bytes, more than a topic takes`)
      }
      if (meaning !== 'deleted') hold(Number(record.offset), change)
      else if (change.content_id !== null) held.drop(change.content_id, change.id)
      return made
    },
    correction: ({ change }) => outgoing(change, 'correction', true),
    again: (record) => {
      const parsed = parseEvent(record)
      if (parsed.kind !== 'change' || parsed.meaning === 'deleted') return null
      return hold(Number(record.offset), parsed.change)
    },
  }
}
