/**
 * ClickHouse's Kafka client may stop for good after a broker has died: with a fatal error of its own, or with its server, its group and its
 * assignment well (librdkafka's issue 4492 is one way). Nothing is lost then, but nothing arrives any more. So its progress is looked at, and its consumer renewed.
 */
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { describeCause } from '../../../contract/errors'
import type { Endpoints, Paths } from '../../../contract/workers'
import { connectClickhouse } from '../../clients/clickhouse'
import { connectKafka } from '../../kafka/wire/kafkajs/connectKafka'
import { createKafkaCluster, type KafkaCluster } from '../../kafka/session/kafkaAdmin'
import { renewConsumer } from '../../pipeline/clickhouse/recreateConsumer'
import { sqlFile } from '../../clients/sqlFile'
import type { WorkerContext } from '../../runtime/worker'
import { consumerPosition } from './consumerPosition'
import { createStallWatch } from './stallWatch'

const lookEveryMs = 5_000
/** Longer than a group takes to notice a dead member and share its partitions out, and than a block takes to be stored. */
const stallLimitMs = 30_000
/** After a renewal that did not help, the next one waits twice as long, up to this. */
const longestRestMs = 10 * 60_000

export interface WarehouseWatch {
  /** Looks if it is time to, and renews a consumer that has stalled. Never rejects. @param endpoints null: there is nothing to look at now. */
  tick(endpoints: Endpoints | null, group: string, signal: AbortSignal): Promise<void>
}

interface Clients {
  readonly clickhouse: ClickHouseClient
  readonly kafka: KafkaCluster
}

/** @param now milliseconds of any clock that only goes forward */
export function watchWarehouse(paths: Paths, log: WorkerContext['log'], now: () => number): WarehouseWatch {
  const watch = createStallWatch(stallLimitMs)
  let busy = false
  let nextLook = 0
  let renewals = 0
  let notBefore = 0
  let committedThen = -1
  /** Kept from look to look while there is something to look at. */
  let open: Clients | null = null

  const opened = (endpoints: Endpoints): Clients => {
    open ??= {
      clickhouse: connectClickhouse(endpoints),
      kafka: createKafkaCluster(
        connectKafka(endpoints, 'marsad-stack', () => undefined),
        log,
      ),
    }
    return open
  }
  const close = async (): Promise<void> => {
    const closing = open
    open = null
    await Promise.all([closing?.clickhouse.close(), closing?.kafka.close()])
  }

  /** Why the consumer must be renewed, in words; null while it works, or may yet. */
  const reason = async ({ clickhouse, kafka }: Clients, group: string): Promise<string | null> => {
    const position = await kafka.use((cluster) => consumerPosition(cluster, group))
    if (position.committed !== committedThen) [renewals, notBefore] = [0, 0]
    committedThen = position.committed
    const stalled = watch.look(position, now())
    if (await hasEnded(clickhouse, paths)) return 'ClickHouse’s consumer has ended with a fatal error'
    return stalled ? `ClickHouse has taken nothing from its topic for ${stallLimitMs / 1_000} s` : null
  }

  const look = async (endpoints: Endpoints, group: string, signal: AbortSignal): Promise<void> => {
    const services = opened(endpoints)
    const why = await reason(services, group)
    if (why === null || now() < notBefore) return
    log('warn', `${why}: it is renewed`)
    renewals += 1
    notBefore = now() + Math.min(longestRestMs, stallLimitMs * 2 ** renewals)
    await renewConsumer(services.clickhouse, paths, signal)
    watch.reset()
  }

  return {
    tick: async (endpoints, group, signal) => {
      if (endpoints === null) {
        watch.reset()
        // A look that is under way ends with what it has; the next tick closes it.
        if (!busy) await close()
        return
      }
      if (busy || now() < nextLook) return
      busy = true
      nextLook = now() + lookEveryMs
      try {
        await look(endpoints, group, signal)
      } catch (thrown) {
        watch.reset()
        if (!signal.aborted) log('warn', `ClickHouse's consumer could not be looked after: ${describeCause(thrown)}`)
      } finally {
        busy = false
      }
    },
  }
}

const endedSchema = z.tuple([z.object({ ended: z.coerce.number() })])

async function hasEnded(client: ClickHouseClient, paths: Paths): Promise<boolean> {
  const query = sqlFile(paths, 'clickhouse/stack/consumer_ended.sql')
  const answer = await client.query({ query, format: 'JSONEachRow' })
  const [{ ended }] = endedSchema.parse(await answer.json())
  return ended > 0
}
