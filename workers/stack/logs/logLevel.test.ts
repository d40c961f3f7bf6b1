import { describe, expect, it } from 'vitest'
import { logLevelOf } from './logLevel'

describe('logLevelOf', () => {
  it.each([
    ['2026-11-24 06:12:01.100 UTC [71] LOG:  database system is ready to accept connections', 'info'],
    ['2026-11-24 06:12:01.100 UTC [71] FATAL:  the database system is starting up', 'error'],
    ['2026-11-24 06:12:01.100 UTC [71] WARNING:  ERROR: is not the level here', 'warn'],
    ['2026-11-24T06:12:01,100 INFO [KafkaServer] started (kafka.server.KafkaRaftServer)', 'info'],
    ['2026-11-24T06:12:01,100 ERROR Uncaught exception (org.apache.kafka.X)', 'error'],
    ['2026-11-24T06:12:01,100 WARN no INFO here', 'warn'],
    ['812:M 24 Nov 2026 06:12:01.123 * Ready to accept connections tcp', 'info'],
    ['812:M 24 Nov 2026 06:12:01.123 # WARNING Memory overcommit must be enabled!', 'warn'],
    ['812:C 24 Nov 2026 06:12:01.123 - DB 0: 3 keys', 'debug'],
    ['2026.11.24 06:12:01.123456 [ 71 ] {} <Information> Application: ERROR is not the level here', 'info'],
    ['2026.11.24 06:12:01.123456 [ 71 ] {a-b} <Error> executeQuery: Code: 60. DB::Exception: x', 'error'],
    ['2026.11.24 06:12:01.123456 [ 71 ] {} <Warning> Application: x', 'warn'],
    ['[2026-11-24 06:12:01,100] WARN [RaftManager id=1] x (org.apache.kafka.X)', 'warn'],
    ['2026-11-24 06:12:01,100 ERROR  Postgres|content|streaming  x   [io.debezium.X]', 'error'],
    ['Exception in thread "main" java.lang.IllegalStateException: x', 'error'],
    ['TypeError: x is not a function', 'error'],
    ['a line of no known form, about an ERRORless day', 'info'],
  ] as const)('%s → %s', (line, level) => {
    expect(logLevelOf(line, 'info')).toBe(level)
  })

  it.each([
    '\tat kafka.Kafka.main(Kafka.scala)',
    'Caused by: java.io.IOException: No space left on device',
    '2026-11-24 06:12:01.100 UTC [71] DETAIL:  Key (slug)=(a) already exists.',
  ])('gives %j the level of the line before', (line) => {
    expect(logLevelOf(line, 'error')).toBe('error')
    expect(logLevelOf(line, 'warn')).toBe('warn')
  })
})
