import { expect, test } from 'vitest'
import { splitLogHead } from './logHead'

test.each([
  [
    '2026-11-24T06:12:01.100Z INFO [KafkaServer id=1] started (KafkaRaftServer)',
    Date.UTC(2026, 10, 24, 6, 12, 1, 100),
    '[KafkaServer id=1] started (KafkaRaftServer)',
  ],
  [
    '2026-11-24 06:12:01.100 UTC [71] LOG:  database system is ready to accept connections',
    Date.UTC(2026, 10, 24, 6, 12, 1, 100),
    'database system is ready to accept connections',
  ],
  [
    '2026-11-24 06:12:01.100 UTC [71] DETAIL:  Key (slug)=(a) already exists.',
    Date.UTC(2026, 10, 24, 6, 12, 1, 100),
    'DETAIL:  Key (slug)=(a) already exists.',
  ],
  [
    '812:M 24 Nov 2026 06:12:01.123 * Ready to accept connections tcp',
    new Date(2026, 10, 24, 6, 12, 1, 123).getTime(),
    'Ready to accept connections tcp',
  ],
  [
    '[2026-11-24 06:12:01,100] INFO [KafkaRaftServer nodeId=1] Kafka Server started (kafka.server.KafkaRaftServer)',
    Date.UTC(2026, 10, 24, 6, 12, 1, 100),
    '[KafkaRaftServer nodeId=1] Kafka Server started (kafka.server.KafkaRaftServer)',
  ],
  [
    '2026-11-24 06:12:01,100 INFO   ||  Kafka Connect started   [org.apache.kafka.connect.runtime.Connect]',
    Date.UTC(2026, 10, 24, 6, 12, 1, 100),
    'Kafka Connect started   [org.apache.kafka.connect.runtime.Connect]',
  ],
  [
    '2026-11-24 06:12:01,100 WARN   Postgres|content|streaming  x   [io.debezium.X]',
    Date.UTC(2026, 10, 24, 6, 12, 1, 100),
    'Postgres|content|streaming  x   [io.debezium.X]',
  ],
  [
    '2026.11.24 06:12:01.100456 [ 71 ] {} <Information> Application: Ready for connections.',
    Date.UTC(2026, 10, 24, 6, 12, 1, 100),
    'Application: Ready for connections.',
  ],
])('%s', (line, at, text) => {
  expect(splitLogHead(line)).toEqual({ at, text })
})

test.each([
  '\tat kafka.Kafka.main(Kafka.scala)',
  'Caused by: java.io.IOException: x',
  '2026-99-99T06:12:01.100Z INFO no such day',
  'text of no known form',
])('%s stays as it is', (line) => {
  expect(splitLogHead(line)).toEqual({ at: null, text: line })
})
