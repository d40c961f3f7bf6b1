/** Transactions that stay open in the topics of the pipeline, and whose they are. */
import type { Broker, Cluster } from '../../kafka/wire/kafkajs/kafkajs'
import {
  openTransactions,
  transactionalIdOf,
  type OpenTransaction,
} from '../../kafka/wire/kafkajs/flexible/openTransactions'

export interface LastingTransaction extends OpenTransaction {
  /** When it was first seen, in milliseconds since the epoch. */
  readonly since: number
  /** Null where Kafka knows none. */
  readonly transactionalId: string | null
}

export interface TransactionWatch {
  /** Those that were open at an earlier look too. Rejects with what kafkajs throws. @param topics that exist */
  look(cluster: Cluster, topics: readonly string[], now: number): Promise<LastingTransaction[]>
}

const keyOf = ({ topic, partition, producerId, offset }: OpenTransaction): string =>
  [topic, partition, producerId, offset].join(' ')

/** A transaction lasts a fraction of a second: told by its first offset, one that two looks see has stayed open between them. */
export function watchTransactions(): TransactionWatch {
  let seen = new Map<string, number>()
  const ids = new Map<string, string | null>()
  return {
    look: async (cluster, topics, now) => {
      await cluster.addMultipleTargetTopics([...topics])
      const open = await openTransactions(cluster, topics)
      seen = new Map(open.map((each) => [keyOf(each), seen.get(keyOf(each)) ?? now]))
      const lasting = open.filter((each) => (seen.get(keyOf(each)) ?? now) < now)
      const producers = new Set(lasting.map(({ producerId }) => producerId))
      for (const producerId of ids.keys()) if (!producers.has(producerId)) ids.delete(producerId)
      for (const { producerId } of lasting) {
        if (ids.has(producerId)) continue
        ids.set(producerId, await transactionalIdOf(await brokersOf(cluster), producerId))
      }
      return lasting.map((each) => ({
        ...each,
        since: seen.get(keyOf(each)) ?? now,
        transactionalId: ids.get(each.producerId) ?? null,
      }))
    },
  }
}

async function brokersOf(cluster: Cluster): Promise<Broker[]> {
  return Promise.all(cluster.getNodeIds().map((nodeId) => cluster.findBroker({ nodeId: String(nodeId) })))
}
