/** What the coordinator of transactions says of one transactional.id: DescribeTransactions (Kafka 3.0, KIP-664), which kafkajs does not know. */
import type { Broker } from 'kafkajs'
import { withChangedRequest } from './changedRequest'

const apiKey = 65
const apiName = 'DescribeTransactions'
const idNotFound = 105

/** kafkajs's only request whose header is of the newer form, with room for tagged fields: ours takes its place on the connection. */
const carrier = 'listPartitionReassignments'

interface Carrying {
  readonly versions: Readonly<Record<number, unknown>> | null
  [carrier](asked: { topics: null }): Promise<unknown>
}

function carries(broker: Broker): broker is Broker & Carrying {
  return 'versions' in broker && carrier in broker && typeof broker[carrier] === 'function'
}

/**
 * @param coordinator the broker that coordinates this id, connected.
 * @returns the name of the state (Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort, Dead, PrepareEpochFence), or
 * null when the id is not known, or the broker is too old to tell.
 * @throws the refusal, with Kafka's error code (kafkaFailure.ts tells what it means).
 */
export async function describeTransaction(coordinator: Broker, transactionalId: string): Promise<string | null> {
  if (!carries(coordinator)) throw new Error('kafkajs has another Broker than the one that is used here')
  if (coordinator.versions?.[apiKey] === undefined) return null
  const body = encodeAsked(transactionalId)
  let told: Description | undefined
  const ours = withChangedRequest(coordinator, ({ request }) => ({
    request: { ...request, apiKey, apiName, apiVersion: 0, encode: () => Promise.resolve({ buf: body, buffer: body }) },
    response: {
      decode: (answer) => {
        told = decodeDescription(answer)
        return Promise.resolve(told)
      },
      parse: (decoded) => Promise.resolve(decoded),
    },
  }))
  await coordinator[carrier].call(ours, { topics: null })
  if (told === undefined) throw new Error(`${apiName} was answered, and not read`)
  if (told.errorCode === idNotFound) return null
  if (told.errorCode !== 0) throw new TransactionUndescribed(transactionalId, told.errorCode)
  return told.state
}

/** The coordinator refused to tell. */
class TransactionUndescribed extends Error {
  readonly type = apiName
  constructor(
    transactionalId: string,
    readonly code: number,
  ) {
    super(`the coordinator of ${transactionalId} refused to describe it: Kafka's error ${code}`)
    this.name = 'TransactionUndescribed'
  }
}

/** tags of the header, [transactional_id], tags; lengths of the compact form are one more than they say (Kafka's protocol guide). */
export function encodeAsked(transactionalId: string): Buffer {
  const text = Buffer.from(transactionalId)
  return Buffer.concat([Buffer.from([0, 2]), unsignedVarint(text.length + 1), text, Buffer.from([0])])
}

function unsignedVarint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
  return Buffer.from(bytes)
}

export interface Description {
  readonly errorCode: number
  readonly state: string
}

/** tags of the header, throttle_time_ms, [error_code, transactional_id, transaction_state, …]: of the first entry what is used here. */
export function decodeDescription(answer: Buffer): Description {
  if (answer[0] !== 0) throw new Error(`${apiName} was answered with tagged fields in its header`)
  const entries = readUnsignedVarint(answer, 1 + 4)
  if (entries.value !== 2) throw new Error(`${apiName} was answered for ${entries.value - 1} ids, not one`)
  const errorCode = answer.readInt16BE(entries.next)
  const id = readUnsignedVarint(answer, entries.next + 2)
  const state = readUnsignedVarint(answer, id.next + id.value - 1)
  return { errorCode, state: answer.toString('utf8', state.next, state.next + state.value - 1) }
}

function readUnsignedVarint(source: Buffer, at: number): { value: number; next: number } {
  let value = 0
  for (let next = at, shift = 0; ; next += 1, shift += 7) {
    const byte = source.readUInt8(next)
    value |= (byte & 0x7f) << shift
    if (byte < 0x80) return { value, next: next + 1 }
  }
}
