import { topics } from '../../../contract/pipeline'
import type { Kafka } from 'kafkajs'

/** Removes what an arm has written, so that the next one finds the disk as this one did. */
export async function emptyOutput(kafka: Kafka): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const ends = await admin.fetchTopicOffsets(topics.enriched)
    const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }))
    await admin.deleteTopicRecords({ topic: topics.enriched, partitions })
  } finally {
    await admin.disconnect()
  }
}
