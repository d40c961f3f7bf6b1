/** Positive control "no re-read", for workers/kafka/session/kafkaCluster.ts: a committed offset is answered from what this process remembers. */
import type { Cluster } from 'kafkajs'
import { openCluster as openPlain } from '../../../workers/kafka/session/kafkaCluster'
import { remembered } from './rememberedPosition'

/** Brokers are kept by their cluster and found again: each is changed once. */
const changed = new WeakSet<object>()

export const openCluster: typeof openPlain = (kafka) => {
  const cluster = openPlain(kafka)
  const find = cluster.findGroupCoordinator.bind(cluster)
  cluster.findGroupCoordinator = async (asked): ReturnType<Cluster['findGroupCoordinator']> => {
    const coordinator = await find(asked)
    if (changed.has(coordinator)) return coordinator
    changed.add(coordinator)
    const fetch = coordinator.offsetFetch.bind(coordinator)
    coordinator.offsetFetch = async (request) => {
      const answer = await fetch(request)
      for (const { partitions } of answer.responses) {
        for (const entry of partitions) {
          const own = remembered(entry.partition)
          if (own !== undefined) Object.assign(entry, { offset: String(own.next), metadata: own.metadata })
        }
      }
      return answer
    }
    return coordinator
  }
  return cluster
}
