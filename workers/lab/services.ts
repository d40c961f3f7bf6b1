import type { LogLevel } from '../../contract/commands'
import type { Endpoints } from '../../contract/workers'
import { connectClickhouse } from '../clients/clickhouse'
import { connectKafka } from '../kafka/wire/kafkajs/connectKafka'
import { connectPostgres } from '../clients/postgres'
import type { LabServices } from './tools'

/** The doors through which faults come that are no signals. A connection is opened when it is used. */
export function openLabServices(
  endpoints: Endpoints,
  log: (level: LogLevel, text: string) => void,
): LabServices & { close(): Promise<void> } {
  const pool = connectPostgres(endpoints, 1, log)
  const clickhouse = connectClickhouse(endpoints)
  return {
    endpoints,
    pool,
    produce: async (topic, key, value) => {
      const producer = connectKafka(endpoints, 'marsad-lab', log).producer()
      await producer.connect()
      try {
        await producer.send({ topic, messages: [{ key, value }] })
      } finally {
        await producer.disconnect()
      }
    },
    clickhouse: async (statement) => {
      await clickhouse.command({ query: statement })
    },
    close: async () => {
      await Promise.all([pool.end(), clickhouse.close()])
    },
  }
}
