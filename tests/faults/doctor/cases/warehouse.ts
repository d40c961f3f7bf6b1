import { PartitionAssigners, type Admin } from 'kafkajs'
import { redisKeys, topics } from '../../../../contract/pipeline'
import { runCli } from '../../../support/cli'
import { insertEvents } from '../../../support/pipeline'
import { waitFor } from '../../../support/waitFor'
import type { FaultCase, Ground } from '../faultCase'
import { deleteMinute } from './redis'

const kafkaTable = 'engagement_enriched_kafka'
const mainTable = 'engagement_enriched'
const view = 'mv_engagement_enriched'
const group = 'ch-sink-v6'
const skipped = 2_000
/** Of transactions, at the end of a partition. */
const markers = 10

async function run({ stores }: Ground, ...statements: readonly string[]): Promise<void> {
  for (const query of statements) await stores.clickhouse.command({ query })
}

/** A table or view as it is, with one text of it replaced. */
async function remake(ground: Ground, name: string, from: string, to: string): Promise<void> {
  const query = `SHOW CREATE TABLE analytics.${name}`
  const made = await (await ground.stores.clickhouse.query({ query, format: 'TabSeparatedRaw' })).text()
  if (!made.includes(from)) throw new Error(`${name} does not say ${from}`)
  await run(ground, `DROP TABLE analytics.${name} SYNC`, made.replace(from, to))
}

/** Writes events, and waits until so many records more are in the topic that ClickHouse reads. */
async function writeSkipped({ stores }: Ground, admin: Admin): Promise<void> {
  const endOf = async (): Promise<number> =>
    (await admin.fetchTopicOffsets(topics.enriched)).reduce((sum, { high }) => sum + Number(high), 0)
  const before = await endOf()
  const rows = Array.from({ length: skipped }, () => ({ contentId: null, durationMs: 1_000 }))
  await insertEvents(stores, rows)
  await waitFor('the events to be enriched', async () => (await endOf()) - before >= skipped, 60_000, 500)
}

/** Sets ClickHouse's group to the topic's end behind more events than the traffic brings in the time that the doctor looks at. */
async function skipEvents(ground: Ground): Promise<void> {
  const { stores } = ground
  const admin = stores.kafka.admin()
  await admin.connect()
  const topic = topics.enriched
  await run(ground, `DETACH TABLE analytics.${kafkaTable} SYNC`)
  try {
    await writeSkipped(ground, admin)
    const isLeft = async (): Promise<boolean> => (await admin.describeGroups([group])).groups[0]?.members.length === 0
    await waitFor('the group to be left by its member', isLeft, 60_000, 500)
    const partitions = (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({
      partition,
      offset: high,
    }))
    await admin.setOffsets({ groupId: group, topic, partitions })
  } finally {
    await run(ground, `ATTACH TABLE analytics.${kafkaTable}`)
    await admin.disconnect()
  }
}

/** A reconciliation leaves the newest events out. */
const newestMs = 10_000
/** When the events of {@link deleteUnread} were written. */
let insertedAt = 0

/** Deletes records from the topic that ClickHouse has not read. */
async function deleteUnread(ground: Ground): Promise<void> {
  const { stores } = ground
  const admin = stores.kafka.admin()
  await admin.connect()
  const topic = topics.enriched
  await run(ground, `DETACH TABLE analytics.${kafkaTable} SYNC`)
  try {
    await writeSkipped(ground, admin)
    insertedAt = Date.now()
    const ends = await admin.fetchTopicOffsets(topic)
    // The leaderboard keeps its offsets in Redis, before the markers of transactions.
    const applied = await waitFor(
      'the leaderboard to have read them',
      async () => {
        const offsets = await stores.redis.hgetall(redisKeys.offsets(stores.prefix))
        return ends.every(({ partition, high }) => Number(offsets[partition] ?? 0) + markers >= Number(high)) && offsets
      },
      60_000,
      200,
    )
    await admin.deleteTopicRecords({
      topic,
      partitions: ends.map(({ partition }) => ({ partition, offset: applied[partition] ?? '0' })),
    })
  } finally {
    await admin.disconnect()
  }
}

/** Of parts that ClickHouse merges by itself: small ones, so that those of {@link repeatRows} are too costly to it. */
const smallBytes = 100_000

/** Reads rows as they are stored: the account's queries see one for each event. */
const stored = 'SETTINGS final = 0'

/** Writes each row again until that is worth a word. */
async function repeatRows(ground: Ground): Promise<void> {
  await run(
    ground,
    `ALTER TABLE analytics.${mainTable} MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = ${smallBytes}`,
  )
  for (;;) {
    const query = `SELECT count() - uniqExact(event_id) >= greatest(110000, uniqExact(event_id)) FROM analytics.${mainTable} ${stored}`
    const answer = await ground.stores.clickhouse.query({ query, format: 'TabSeparated' })
    if ((await answer.text()).trim() === '1') return
    await run(ground, `INSERT INTO analytics.${mainTable} SELECT * FROM analytics.${mainTable} ${stored}`)
  }
}

/** Ends what an injection began. */
let end: () => Promise<void> = () => Promise.resolve()

/** Joins ClickHouse's group under its assignor's name, takes what it is given and commits nothing. */
async function joinGroup({ stores }: Ground): Promise<void> {
  const consumer = stores.kafka.consumer({
    groupId: group,
    partitionAssigners: [(config) => ({ ...PartitionAssigners.roundRobin(config), name: 'range' })],
    retry: { retries: 20 },
  })
  const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()))
  await consumer.connect()
  await consumer.subscribe({ topic: topics.enriched })
  await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() })
  end = () => consumer.disconnect()
  await joined
}

/** Rows that a view which waits for each lets through within a second, and how many come. */
const slowedTo = 200
const comes = 2 * slowedTo
const turnMs = 500
/** Of all waits of one function in a block ClickHouse bears three seconds (function_sleep_max_microseconds_per_block): many functions, then, with a little each. */
const waits = 25

/** Makes each row wait, and writes twice as many events as then come through. */
async function fallBehind(ground: Ground): Promise<void> {
  // Two that are equal would be computed once.
  const wait = Array.from(
    { length: waits },
    (_, index) => `sleepEachRow(${(1 / slowedTo / waits + index * 1e-8).toFixed(8)})`,
  )
  await makeSlow(ground, wait.join(' + '))
  const rows = Array.from({ length: (comes * turnMs) / 1_000 }, () => ({ contentId: null, durationMs: 1_000 }))
  let writing: Promise<unknown> = Promise.resolve()
  const turns = setInterval(() => {
    writing = writing.then(() => insertEvents(ground.stores, rows))
  }, turnMs)
  end = async () => {
    clearInterval(turns)
    await writing
    await dropSlow(ground)
  }
}

/** Each block that ClickHouse takes waits for a view. @param wait in SQL, of the block's rows */
const makeSlow = (ground: Ground, wait: string): Promise<void> =>
  run(
    ground,
    'CREATE TABLE analytics.slow (slept UInt64) ENGINE = Null',
    `CREATE MATERIALIZED VIEW analytics.mv_slow TO analytics.slow AS
     SELECT toUInt64(${wait}) AS slept FROM analytics.${kafkaTable}`,
  )
const dropSlow = (ground: Ground): Promise<void> =>
  run(ground, 'DROP VIEW analytics.mv_slow SYNC', 'DROP TABLE analytics.slow SYNC')

export const warehouseCases: readonly FaultCase[] = [
  {
    rule: 'warehouse_view_missing',
    subject: 'mv_engagement_enriched',
    inject: (ground) => run(ground, 'DROP VIEW analytics.mv_engagement_enriched SYNC'),
    fix: 'prepare',
  },
  {
    rule: 'warehouse_view_missing',
    subject: 'mv_engagement_enriched_errors',
    inject: (ground) => run(ground, 'DROP VIEW analytics.mv_engagement_enriched_errors SYNC'),
    fix: 'prepare',
  },
  {
    rule: 'warehouse_view_missing',
    subject: 'mv_engagement_enriched',
    title: 'detached',
    inject: (ground) => run(ground, 'DETACH VIEW analytics.mv_engagement_enriched SYNC'),
    fix: 'remake',
  },
  {
    rule: 'warehouse_view_differs',
    subject: view,
    title: 'a filter on time',
    inject: (ground) => remake(ground, view, 'WHERE ', 'WHERE (_timestamp < (now() - toIntervalMinute(1))) AND '),
    fix: 'remake',
  },
  {
    rule: 'warehouse_view_differs',
    subject: view,
    title: 'another expression',
    inject: (ground) => remake(ground, view, '    device,', '    upper(device) AS device,'),
    fix: 'remake',
  },
  {
    rule: 'warehouse_view_differs',
    subject: view,
    title: 'another target',
    inject: async (ground) => {
      await run(ground, 'CREATE TABLE analytics.elsewhere AS analytics.engagement_enriched')
      await remake(ground, view, 'TO analytics.engagement_enriched', 'TO analytics.elsewhere')
    },
    fix: 'remake',
    heal: (ground) => run(ground, 'DROP TABLE analytics.elsewhere SYNC'),
  },
  {
    rule: 'warehouse_view_differs',
    subject: view,
    title: 'with a table of its own',
    inject: (ground) =>
      run(
        ground,
        `DROP VIEW analytics.${view} SYNC`,
        `CREATE MATERIALIZED VIEW analytics.${view} ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM analytics.${kafkaTable}`,
      ),
    fix: 'replace',
  },
  {
    rule: 'warehouse_table_missing',
    subject: 'engagement_enriched',
    inject: (ground) => run(ground, 'DROP TABLE analytics.engagement_enriched SYNC'),
    fix: 'prepare',
  },
  {
    rule: 'warehouse_table_missing',
    subject: 'engagement_enriched_errors',
    title: 'detached',
    inject: (ground) => run(ground, 'DETACH TABLE analytics.engagement_enriched_errors SYNC'),
    fix: 'attach',
  },
  {
    rule: 'warehouse_table_missing',
    subject: 'engagement_enriched',
    title: 'the whole database dropped',
    inject: (ground) => run(ground, 'DROP DATABASE analytics SYNC'),
    fix: 'prepare',
  },
  {
    rule: 'kafka_table_missing',
    subject: kafkaTable,
    inject: (ground) => run(ground, `DROP TABLE analytics.${kafkaTable} SYNC`),
    fix: 'prepare',
  },
  {
    rule: 'kafka_table_detached',
    subject: kafkaTable,
    inject: (ground) => run(ground, `DETACH TABLE analytics.${kafkaTable} PERMANENTLY SYNC`),
    fix: 'attach',
  },
  {
    rule: 'kafka_table_differs',
    subject: kafkaTable,
    title: 'another group',
    inject: (ground) => remake(ground, kafkaTable, `'${group}'`, "'somebody-else'"),
    fix: 'prepare',
  },
  {
    rule: 'kafka_table_differs',
    subject: kafkaTable,
    title: 'other brokers',
    inject: (ground) =>
      remake(ground, kafkaTable, `'${ground.stores.endpoints.inside.kafka.brokers.join(',')}'`, "'127.0.0.1:9'"),
    fix: 'prepare',
  },
  {
    rule: 'warehouse_consumer_failing',
    subject: kafkaTable,
    inject: (ground) =>
      run(ground, 'ALTER TABLE analytics.engagement_enriched ADD CONSTRAINT never CHECK event_id = 0'),
    fix: null,
    heal: (ground) => run(ground, 'ALTER TABLE analytics.engagement_enriched DROP CONSTRAINT never'),
  },
  {
    rule: 'warehouse_stalled',
    subject: kafkaTable,
    title: 'a further view has lost its table',
    inject: (ground) =>
      run(
        ground,
        'CREATE TABLE analytics.further (event_id UInt64) ENGINE = Memory',
        `CREATE MATERIALIZED VIEW analytics.mv_further TO analytics.further AS SELECT assumeNotNull(event_id) AS event_id FROM analytics.${kafkaTable}`,
        'DROP TABLE analytics.further SYNC',
      ),
    fix: null,
    heal: (ground) => run(ground, 'DROP VIEW analytics.mv_further SYNC'),
  },
  {
    rule: 'warehouse_refuses_records',
    subject: topics.enriched,
    inject: async ({ stores }) => {
      const producer = stores.kafka.producer()
      await producer.connect()
      await producer.send({ topic: topics.enriched, messages: [{ key: '"x"', value: '{"event_id":"seven"}' }] })
      await producer.disconnect()
    },
    fix: null,
  },
  {
    rule: 'too_many_parts',
    subject: 'crowded',
    inject: (ground) =>
      run(
        ground,
        'CREATE TABLE analytics.crowded (n UInt64) ENGINE = MergeTree ORDER BY n',
        'SYSTEM STOP MERGES analytics.crowded',
        `INSERT INTO analytics.crowded SELECT number FROM numbers(1050) SETTINGS max_block_size = 1, min_insert_block_size_rows = 1,
         min_insert_block_size_bytes = 1, max_insert_block_size = 1, max_insert_threads = 1, max_threads = 1`,
      ),
    fix: 'merge',
    heal: (ground) => run(ground, 'DROP TABLE analytics.crowded SYNC'),
  },
  { rule: 'rows_missing', subject: 'engagement_enriched', inject: skipEvents, fix: 'read_again' },
  {
    rule: 'freshness_over_budget',
    subject: 'clickhouse',
    // For twice what ClickHouse lets a function sleep.
    inject: (ground) => makeSlow(ground, 'max(sleep(2.9)) + max(sleep(2.8))'),
    fix: null,
    heal: dropSlow,
  },
  {
    rule: 'warehouse_behind',
    subject: kafkaTable,
    inject: fallBehind,
    fix: null,
    heal: () => end(),
  },
]

/** After all others: what they take out of the topic, others would miss. */
export const lastCases: readonly FaultCase[] = [
  {
    rule: 'rows_repeated',
    subject: mainTable,
    inject: repeatRows,
    fix: 'merge',
    heal: (ground) =>
      run(ground, `ALTER TABLE analytics.${mainTable} RESET SETTING max_bytes_to_merge_at_max_space_in_pool`),
    heldMs: 600_000,
  },
  {
    rule: 'records_gone',
    subject: group,
    inject: deleteUnread,
    fix: null,
    beside: ['kafka_table_detached'],
    // It goes on at the oldest record that is left; what was deleted comes back from Postgres.
    heal: async (ground) => {
      await run(ground, `ATTACH TABLE analytics.${kafkaTable}`)
      await waitFor('the events to be compared', () => Promise.resolve(Date.now() > insertedAt + newestMs), 30_000)
      const { code, stderr } = await runCli(['reconcile', '--from', '-1h', '--repair', '--data', ground.dataDir])
      if (code !== 0) throw new Error(`the repair failed: ${stderr}`)
    },
  },
  {
    rule: 'leaderboard_empty',
    subject: 'leaderboard',
    title: 'where its topic no longer holds the hour',
    // The case before has cut it.
    inject: deleteMinute,
    fix: 'rebuild',
  },
  // It leaves the group's name.
  {
    rule: 'warehouse_group_shared',
    subject: group,
    inject: joinGroup,
    fix: 'new_group',
    heal: () => end(),
  },
]
