/** Transactions that are open in a topic, and whose they are: DescribeProducers and ListTransactions (Kafka 3.0, KIP-664). */
import type { Broker, Cluster } from '../kafkajs'
import { byLeader } from '../../../session/partitionReader'
import { partitionCount } from '../../../session/topicOffsets'
import {
  compactArray,
  compactString,
  int32,
  int64,
  noTags,
  RequestRefused,
  sendFlexible,
  type CompactReader,
} from './flexibleRequest'

export interface OpenTransaction {
  readonly topic: string
  readonly partition: number
  /** A 64-bit number as text, as kafkajs has it. */
  readonly producerId: string
  /** Its first record: nothing from here on is read by readers of committed records. */
  readonly offset: number
}

/** @throws RequestRefused, or what kafkajs throws. The topics must be targets of the cluster; none are told by a broker that is too old. */
export async function openTransactions(cluster: Cluster, topics: readonly string[]): Promise<OpenTransaction[]> {
  const places = topics.flatMap((topic) =>
    Array.from({ length: partitionCount(cluster, topic) }, (_, partition) => ({ topic, partition })),
  )
  const found: OpenTransaction[] = []
  for (const [leader, led] of await byLeader(cluster, places)) found.push(...(await describeProducers(leader, led)))
  return found
}

const describeProducersName = 'DescribeProducers'

async function describeProducers(
  leader: Broker,
  places: readonly { readonly topic: string; readonly partition: number }[],
): Promise<OpenTransaction[]> {
  // A topic may stand there more than once: one entry a partition.
  const topics = places.map(({ topic, partition }) =>
    Buffer.concat([compactString(topic), compactArray([int32(partition)]), noTags]),
  )
  const body = Buffer.concat([compactArray(topics), noTags])
  return (await sendFlexible(leader, { apiKey: 61, apiName: describeProducersName, body, decode: readProducers })) ?? []
}

export function readProducers(answer: CompactReader): OpenTransaction[] {
  answer.int32()
  const topics = answer.array((entry) => {
    const topic = entry.string() ?? ''
    const partitions = entry.array((each) => {
      const partition = each.int32()
      const errorCode = each.int16()
      each.string()
      const producers = each.array((producer) => {
        const producerId = String(producer.int64())
        producer.int32()
        producer.int32()
        producer.int64()
        producer.int32()
        const offset = Number(producer.int64())
        producer.tags()
        return { topic, partition, producerId, offset }
      })
      each.tags()
      if (errorCode !== 0) throw new RequestRefused(describeProducersName, errorCode, `${topic}/${partition}`)
      return producers.filter(({ offset }) => offset >= 0)
    })
    entry.tags()
    return partitions.flat()
  })
  return topics.flat()
}

const listTransactionsName = 'ListTransactions'

/** The transactional.id of a producer, as one of the brokers has it; null when none knows it. @throws RequestRefused */
export async function transactionalIdOf(brokers: readonly Broker[], producerId: string): Promise<string | null> {
  const body = Buffer.concat([compactArray([]), compactArray([int64(BigInt(producerId))]), noTags])
  for (const broker of brokers) {
    const asked = { apiKey: 66, apiName: listTransactionsName, body, decode: readTransactions }
    const [told] = (await sendFlexible(broker, asked)) ?? []
    if (told !== undefined) return told
  }
  return null
}

export function readTransactions(answer: CompactReader): string[] {
  answer.int32()
  const errorCode = answer.int16()
  answer.array((filter) => filter.string())
  const ids = answer.array((entry) => {
    const id = entry.string() ?? ''
    entry.int64()
    entry.string()
    entry.tags()
    return id
  })
  if (errorCode !== 0) throw new RequestRefused(listTransactionsName, errorCode, 'a producer')
  return ids
}
