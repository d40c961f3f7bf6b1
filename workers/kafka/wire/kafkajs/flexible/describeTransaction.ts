/** What the coordinator of transactions says of one transactional.id: DescribeTransactions (Kafka 3.0, KIP-664). */
import type { Broker } from '../kafkajs'
import {
  compactArray,
  compactString,
  noTags,
  RequestRefused,
  sendFlexible,
  type CompactReader,
} from './flexibleRequest'

const apiName = 'DescribeTransactions'
const idNotFound = 105

/**
 * @param coordinator the broker that coordinates this id, connected.
 * @returns Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort, Dead or PrepareEpochFence; null when the id is not known, or the
 * broker is too old to tell.
 * @throws RequestRefused
 */
export async function describeTransaction(coordinator: Broker, transactionalId: string): Promise<string | null> {
  const body = Buffer.concat([compactArray([compactString(transactionalId)]), noTags])
  const told = await sendFlexible(coordinator, { apiKey: 65, apiName, body, decode: readState })
  if (told === null || told.errorCode === idNotFound) return null
  if (told.errorCode !== 0) throw new RequestRefused(apiName, told.errorCode, transactionalId)
  return told.state
}

/** Of the one entry that was asked for, what is used here. */
export function readState(answer: CompactReader): { readonly errorCode: number; readonly state: string } {
  answer.int32()
  const [found] = answer.array((entry) => {
    const errorCode = entry.int16()
    entry.string()
    const state = entry.string() ?? ''
    entry.int32()
    entry.int64()
    entry.int64()
    entry.int16()
    entry.array((topic) => {
      topic.string()
      topic.array((partition) => partition.int32())
      topic.tags()
    })
    entry.tags()
    return { errorCode, state }
  })
  if (found === undefined) throw new Error(`${apiName} was answered for no id`)
  return found
}
