import type { Endpoints } from '../../../contract/workers'
import { connectKafka } from '../../kafka/wire/kafkajs/connectKafka'

/** Signs in and asks who belongs to the cluster. Kafka tells nobody its version. Rejects as kafkajs does. */
export async function checkKafka(endpoints: Endpoints, signal: AbortSignal): Promise<void> {
  const admin = connectKafka(endpoints, 'marsad-check', () => undefined, { retries: 0 }).admin()
  try {
    await admin.connect()
    signal.throwIfAborted()
    const { brokers } = await admin.describeCluster()
    if (brokers.length === 0) throw new Error('no broker is registered')
  } finally {
    await admin.disconnect()
  }
}
