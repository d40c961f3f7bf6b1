/** What a consumer group has committed. */
import type { Cluster } from '../wire/kafkajs/kafkajs'

export interface GroupPosition {
  readonly partition: number
  /** The next offset to read. */
  readonly next: number
  /** Text kept with the offset; null where there is none. */
  readonly metadata: string | null
}

/**
 * @param partitions those that are asked for
 * @returns one for each of them that the group has committed. Rejects with what kafkajs throws; the cluster must be connected.
 */
export async function groupPositions(
  cluster: Cluster,
  groupId: string,
  topic: string,
  partitions: readonly number[],
): Promise<GroupPosition[]> {
  const coordinator = await cluster.findGroupCoordinator({ groupId })
  const asked = { topic, partitions: partitions.map((partition) => ({ partition, offset: '-1' })) }
  const { responses } = await coordinator.offsetFetch({ groupId, topics: [asked] })
  const found = responses.flatMap((entry) => entry.partitions)
  return partitions.flatMap((partition) => {
    const told = found.find((entry) => entry.partition === partition)
    if (told === undefined) throw new Error(`the coordinator of ${groupId} did not answer for ${topic}/${partition}`)
    const next = Number(told.offset)
    const metadata = 'metadata' in told && typeof told.metadata === 'string' ? told.metadata : null
    return next < 0 ? [] : [{ partition, next, metadata }]
  })
}
