import type { Admin } from 'kafkajs'
import { topics } from '../../../contract/pipeline'

/** How many offsets of the input a group has committed, in all partitions. */
export async function groupProgress(admin: Admin, groupId: string): Promise<number> {
  const [found] = await admin.fetchOffsets({ groupId, topics: [topics.events] })
  return (found?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0)
}
