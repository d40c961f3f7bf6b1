import type { Endpoints } from '../../../contract/workers'
import { connectKafka } from '../wire/kafkajs/connectKafka'
import { pause } from '../../../common/pause'

/** A member that is gone holds its group until its session ends: 6 s for the embedded ClickHouse. Kafka may still be starting. */
const limitMs = 60_000
const pollMs = 250

/**
 * Forgets what a consumer group has read, so that its next member begins at the topic's beginning. Waits until the group has no
 * members left, and for Kafka itself.
 * @returns whether there was anything to forget.
 */
export async function rewindGroup(endpoints: Endpoints, group: string, signal: AbortSignal): Promise<boolean> {
  const admin = connectKafka(endpoints, 'marsad-prepare', () => undefined).admin()
  const until = Date.now() + limitMs
  try {
    for (;;) {
      signal.throwIfAborted()
      try {
        await admin.connect()
        const { groups } = await admin.listGroups()
        if (!groups.some(({ groupId }) => groupId === group)) return false
        await admin.deleteGroups([group])
        return true
      } catch (thrown) {
        if (Date.now() > until) throw thrown
      }
      await pause(pollMs, signal)
    }
  } finally {
    await admin.disconnect()
  }
}
