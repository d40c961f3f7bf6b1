import type { LoopbackAccess } from '../loopbackEndpoints'

const password = (of: string): string => `${of}-secret-of-a-test`

/** Access to services that do not run, for tests of pure functions. */
export const sampleAccess: LoopbackAccess = {
  ports: { kafka: 9094, connect: 8084 },
  credentials: {
    postgres: password('postgres'),
    debezium: password('debezium'),
    kafka: password('kafka'),
    kafkaBroker: password('kafka-broker'),
    kafkaClickhouse: password('kafka-clickhouse'),
    connect: password('connect'),
    clickhouse: password('clickhouse'),
    redis: password('redis'),
  },
}
