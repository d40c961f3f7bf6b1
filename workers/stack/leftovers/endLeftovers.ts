import { serviceNames } from '../../../contract/snapshot'
import { endProcess } from '../process/endProcess'
import type { StoreHolder } from './storeHolders'

/** Connect and ClickHouse use Kafka and Postgres: they end first. */
const endedFirst: readonly string[] = ['connect', 'clickhouse']
const limitMs = 15_000

/**
 * Ends servers that nobody looks after, in the order of a stop.
 * @returns those that not even SIGKILL ended.
 */
export async function endLeftovers(servers: readonly StoreHolder[]): Promise<StoreHolder[]> {
  const stuck: StoreHolder[] = []
  for (const rank of [endedFirst, serviceNames.filter((name) => !endedFirst.includes(name))]) {
    await Promise.all(
      servers
        .filter(({ service }) => rank.includes(service))
        .map(async (server) => {
          // SIGINT is Postgres's fast shutdown.
          const signal = server.service === 'postgres' ? 'SIGINT' : 'SIGTERM'
          if ((await endProcess(server.process, { signal, limitMs })) === 'stuck') stuck.push(server)
        }),
    )
  }
  return stuck
}
