/** Something of one's own in every store of a stack, to be found again. */
import { createClient } from '@clickhouse/client'
import { Redis } from 'ioredis'
import { Kafka, logLevel, type EachMessagePayload } from 'kafkajs'
import pg from 'pg'
import type { ComposeRun } from './composeRun'

const topic = 'kept'

function kafkaOf({ ports }: ComposeRun): Kafka {
  return new Kafka({ brokers: [`127.0.0.1:${ports.kafka}`], clientId: 'marsad-test', logLevel: logLevel.NOTHING })
}

async function inPostgres<T>({ ports }: ComposeRun, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const login = { host: '127.0.0.1', port: ports.postgres, user: 'app', password: 'app', database: 'appdb' }
  const client = new pg.Client(login)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function inRedis<T>({ ports }: ComposeRun, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis({ host: '127.0.0.1', port: ports.redis })
  try {
    return await work(client)
  } finally {
    client.disconnect()
  }
}

const clickhouseOf = ({ ports }: ComposeRun): ReturnType<typeof createClient> =>
  createClient({ url: `http://127.0.0.1:${ports.clickhouse}`, username: 'ch', password: 'chpw' })

/** A row, a table, a key and a record that hold `value`. */
export async function leave(run: ComposeRun, value: string): Promise<void> {
  await inPostgres(run, async (client) => {
    await client.query('CREATE TABLE kept (value text)')
    await client.query('INSERT INTO kept VALUES ($1)', [value])
  })
  await inRedis(run, (client) => client.set('kept', value))
  const clickhouse = clickhouseOf(run)
  await clickhouse.command({ query: 'CREATE TABLE default.kept (value String) ENGINE = MergeTree ORDER BY value' })
  await clickhouse.insert({ table: 'default.kept', values: [{ value }], format: 'JSONEachRow' })
  await clickhouse.close()

  const admin = kafkaOf(run).admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })
  await admin.disconnect()
  const producer = kafkaOf(run).producer()
  await producer.connect()
  await producer.send({ topic, messages: [{ value }] })
  await producer.disconnect()
}

/** What the stores hold of it now. */
export async function found(run: ComposeRun): Promise<Record<'postgres' | 'redis' | 'clickhouse' | 'kafka', unknown>> {
  const clickhouse = clickhouseOf(run)
  try {
    return {
      postgres: (await inPostgres(run, (client) => client.query('SELECT value FROM kept'))).rows,
      redis: await inRedis(run, (client) => client.get('kept')),
      clickhouse: await (await clickhouse.query({ query: 'SELECT value FROM kept', format: 'JSONEachRow' })).json(),
      kafka: await firstRecord(run),
    }
  } finally {
    await clickhouse.close()
  }
}

/** What {@link found} gives when all is there. */
export const all = (value: string): Awaited<ReturnType<typeof found>> => ({
  postgres: [{ value }],
  redis: value,
  clickhouse: [{ value }],
  kafka: value,
})

async function firstRecord(run: ComposeRun): Promise<string | null> {
  const consumer = kafkaOf(run).consumer({ groupId: `found-${Date.now()}` })
  await consumer.connect()
  try {
    await consumer.subscribe({ topic, fromBeginning: true })
    return await new Promise((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error))
      const eachMessage = ({ message }: EachMessagePayload): Promise<void> => {
        resolve(message.value?.toString() ?? null)
        return Promise.resolve()
      }
      consumer.run({ eachMessage }).catch(reject)
    })
  } finally {
    await consumer.disconnect()
  }
}

/** Where the broker sends its clients on to, told at the published port. */
export async function advertised(run: ComposeRun): Promise<{ host: string; port: number }[]> {
  const admin = kafkaOf(run).admin()
  await admin.connect()
  try {
    return (await admin.describeCluster()).brokers.map(({ host, port }) => ({ host, port }))
  } finally {
    await admin.disconnect()
  }
}
