/** kafkajs as every worker uses it. */
import { Kafka, logLevel, type LogEntry, type RetryOptions, type SASLOptions } from './kafkajs'
import type { LogLevel } from '../../../../contract/commands'
import type { Endpoints } from '../../../../contract/workers'
import { calmRequestQueue } from './throttleRequestQueue'
import { tlsTrust } from '../../../clients/tlsTrust'

const levels: Record<number, LogLevel> = {
  [logLevel.ERROR]: 'error',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'info',
  [logLevel.DEBUG]: 'debug',
}

/** kafkajs tells the mechanisms apart by type, one object each. */
export function saslOptions({ mechanism, username, password }: NonNullable<Endpoints['kafka']['sasl']>): SASLOptions {
  switch (mechanism) {
    case 'plain':
      return { mechanism, username, password }
    case 'scram-sha-256':
      return { mechanism, username, password }
    case 'scram-sha-512':
      return { mechanism, username, password }
  }
}

/**
 * A Kafka client.
 * @param retry what differs from the usual patience.
 * The first retry comes after 20 ms: kafkajs's default of 300 ms is paid for each CONCURRENT_TRANSACTIONS answer (docs/pipeline.md).
 */
export function connectKafka(
  endpoints: Endpoints,
  clientId: string,
  log: (level: LogLevel, text: string) => void,
  retry: RetryOptions = {},
): Kafka {
  calmRequestQueue()
  const { brokers, tls, sasl } = endpoints.kafka
  return new Kafka({
    clientId,
    brokers: [...brokers],
    ...(tls === null ? {} : { ssl: tlsTrust(tls) }),
    ...(sasl === null ? {} : { sasl: saslOptions(sasl) }),
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 20, maxRetryTime: 1_000, retries: 8, multiplier: 1.6, factor: 0.2, ...retry },
    logLevel: logLevel.WARN,
    logCreator: () => (entry: LogEntry) => {
      const { message, timestamp: _at, logger: _logger, ...rest } = entry.log
      log(levels[entry.level] ?? 'info', `kafkajs ${entry.namespace}: ${message} ${JSON.stringify(rest)}`)
    },
  })
}
