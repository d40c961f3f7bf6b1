/** A log4j2 configuration that writes to standard output; files and their rotation are the supervisor's. */
import { propertiesFile } from './propertiesFile'

/** @param levels by logger name; everything else is logged from `info` on. */
export function log4j2Properties(levels: Readonly<Record<string, 'off' | 'error' | 'warn' | 'info'>>): string {
  const loggers = Object.entries(levels).flatMap(([name, level], index) => [
    [`logger.l${index}.name`, name] as const,
    [`logger.l${index}.level`, level] as const,
  ])
  return propertiesFile({
    status: 'error',
    'appender.out.type': 'Console',
    'appender.out.name': 'out',
    'appender.out.layout.type': 'PatternLayout',
    'appender.out.layout.pattern': "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}{UTC} %p %m (%c{1})%n",
    ...Object.fromEntries(loggers),
    'rootLogger.level': 'info',
    'rootLogger.appenderRef.out.ref': 'out',
  })
}

/** Loggers that print every setting of every client at each start: pages that hide what happens. */
export const chattyClients = {
  'org.apache.kafka.clients.admin.AdminClientConfig': 'warn',
  'org.apache.kafka.clients.consumer.ConsumerConfig': 'warn',
  'org.apache.kafka.clients.producer.ProducerConfig': 'warn',
  'org.apache.kafka.common.config': 'warn',
} as const
