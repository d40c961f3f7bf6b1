import { expect, test } from 'vitest'
import type { ViewText } from '../../../pipeline/clickhouse/clickhouseViews'
import { candidates, causesOf } from '../../diagnose'
import type { Facts } from '../../facts'
import type { ClickhouseFacts } from '../../probes/clickhouse'
import type { KafkaFacts } from '../../probes/kafka'
import { healthyStack, lookAt, lookAtNothing, testFacts, testNow, testPipeline, testTrend } from '../../testFacts'
import { warehouseRules } from '.'

const table = (name: string, engine_full = '', detached = false): ClickhouseFacts['tables'][number] => ({
  name,
  engine: '',
  engine_full,
  view_statement: '',
  view_select: '',
  detached,
})
const shippedViews = new Map([
  ['mv_engagement_enriched', { target: 'TO analytics.engagement_enriched', select: 'SELECT a FROM t WHERE b' }],
  ['mv_engagement_enriched_errors', { target: 'TO analytics.engagement_enriched_errors', select: 'SELECT c FROM t' }],
])
/** A view as it is shipped but for the given. */
const view = (name: string, changed: Partial<ViewText> = {}): ClickhouseFacts['tables'][number] => {
  const { target = '', select = '' } = { ...shippedViews.get(name), ...changed }
  const statement = `CREATE MATERIALIZED VIEW analytics.${name} ${target}${target === '' ? '' : ' '}(\`a\` UInt64) AS ${select}`
  return { ...table(name), view_statement: statement, view_select: select }
}
const brokers = testFacts().endpoints?.inside.kafka.brokers.join(',') ?? ''
const kafkaTable = (group: string, from = brokers): ClickhouseFacts['tables'][number] =>
  table('engagement_enriched_kafka', `Kafka SETTINGS kafka_broker_list = '${from}', kafka_group_name = '${group}'`)
const tables = [
  table('engagement_enriched'),
  table('engagement_enriched_errors'),
  kafkaTable('ch-sink-v6'),
  view('mv_engagement_enriched'),
  view('mv_engagement_enriched_errors'),
]
const without = (name: string): typeof tables => tables.filter((each) => each.name !== name)

const client = 'ClickHouse-here-analytics-engagement_enriched_kafka'
const consumer = {
  consumer_id: `${client}-1`,
  last_exception: '',
  exception_ms: 0,
  polled_ms: testNow,
  messages_read: 9,
  partitions: 4,
}
const state = { parts: 9, crowded_table: 'engagement_enriched', most_parts: 5, parts_limit: 3_000, clock_ms: testNow }
const healthy: ClickhouseFacts = { tables, shippedViews, consumers: [consumer], state, refused: [], scoring: [] }

const kafka = (groupState: string, ...clients: readonly string[]): KafkaFacts => ({
  brokers: 1,
  topics: [],
  transactions: [],
  groups: new Map([
    ['ch-sink-v6', { state: groupState, members: clients.map((clientId) => ({ clientId, host: '/127.0.0.1' })) }],
  ]),
})

const found = (changed: Partial<ClickhouseFacts> = {}, others: Partial<Facts> = {}): string[] =>
  candidates(
    warehouseRules,
    testFacts({
      clickhouse: lookAt({ ...healthy, ...changed }),
      kafka: lookAt(kafka('Stable', client)),
      trend: testTrend({ clickhouse_position: [5, 9], records_of_enriched: [6, 10] }),
      recent: testTrend({ clickhouse_errors: [2, 2] }),
      ...others,
    }),
  ).map(({ id }) => id)

/** Records come throughout, and nothing is committed. */
const standing: Facts['trend'] = (key, ms) => {
  if (key === 'clickhouse_position') return { first: 5, last: 5, least: 5, most: 5 }
  const first = 1_000 - ms / 1_000
  return key === 'records_of_enriched' ? { first, last: 1_000, least: first, most: 1_000 } : null
}

/** ClickHouse has read everything and lacks a hundred rows of it. */
function rowsLacking(): Pick<Facts, 'pipeline' | 'trend'> {
  const [tally, clickhouse] = [
    { flat: 900, enriched: 900, corrections: 0, deadLetters: 0, caughtUp: true },
    { distinct: 800, countedAt: testNow, raw: 800, errors: 0, ratePerSecond: 0, consumers: [] },
  ]
  return {
    pipeline: testPipeline({
      tally: { state: 'known', value: tally, at: testNow },
      clickhouse: { state: 'known', value: clickhouse, at: testNow },
    }),
    trend: testTrend({ rows_lacking: [100, 100], records_of_enriched: [900, 900] }),
  }
}

test('nothing is found of a healthy warehouse, of one at rest, of one that is being made, and of one nobody knows', () => {
  expect(found()).toEqual([])
  const rest = testTrend({ clickhouse_position: [5, 5], records_of_enriched: [6, 6], clickhouse_lag: [9, 9] })
  const failing = { ...consumer, last_exception: 'a broker was away', exception_ms: testNow }
  expect(found({ consumers: [failing] }, { trend: rest })).toEqual([])
  expect(found({ tables: [] }, { stack: { ...healthyStack, phase: 'starting' } })).toEqual([])
  expect(found({}, { clickhouse: lookAtNothing, kafka: lookAtNothing, trend: standing })).toEqual([])
  expect(found({}, { endpoints: null, kafka: lookAtNothing, trend: () => null })).toEqual([])
})

test('what is missing, detached or made otherwise is told apart', () => {
  expect(found({ tables: without('engagement_enriched') })).toEqual(['warehouse_table_missing/engagement_enriched'])
  expect(found({ tables: without('mv_engagement_enriched') })).toEqual([
    'warehouse_view_missing/mv_engagement_enriched',
  ])
  expect(found({ tables: without('engagement_enriched_kafka') })).toEqual([
    'kafka_table_missing/engagement_enriched_kafka',
  ])
  const detached = table('engagement_enriched_kafka', '', true)
  expect(found({ tables: [...without('engagement_enriched_kafka'), detached] })).toEqual([
    'kafka_table_detached/engagement_enriched_kafka',
  ])
  for (const other of [kafkaTable('another'), kafkaTable('ch-sink-v6', 'elsewhere:9092')])
    expect(found({ tables: [...without('engagement_enriched_kafka'), other] })).toEqual([
      'kafka_table_differs/engagement_enriched_kafka',
    ])
})

test('a view that is another is told with what differs, and its inner table is not dropped unasked', () => {
  const name = 'mv_engagement_enriched'
  const tellOf = (changed: Partial<ViewText>, of = name) =>
    candidates(
      warehouseRules,
      testFacts({ clickhouse: lookAt({ ...healthy, tables: [...without(of), view(of, changed)] }) }),
    ).map(({ id, found: { severity, evidence, fixes } }) => ({
      id,
      severity,
      fixes,
      evidence: evidence.map(({ word, values }) => [word, values?.['found'], values?.['wanted']]),
    }))
  const told = { id: `warehouse_view_differs/${name}`, severity: 'fail', fixes: ['remake'] }
  expect(tellOf({ select: 'SELECT a FROM t WHERE b AND late' })).toEqual([
    { ...told, evidence: [['more', 'AND late', '']] },
  ])
  expect(tellOf({ select: 'SELECT a FROM t' })).toEqual([{ ...told, evidence: [['less', '', 'WHERE b']] }])
  expect(tellOf({ target: 'TO analytics.elsewhere', select: 'SELECT x FROM t WHERE b' })).toEqual([
    {
      ...told,
      evidence: [
        ['target', 'TO analytics.elsewhere', 'TO analytics.engagement_enriched'],
        ['select', 'x', 'a'],
      ],
    },
  ])
  expect(tellOf({ target: '' })).toEqual([
    { ...told, fixes: ['replace'], evidence: [['no_target', '', 'TO analytics.engagement_enriched']] },
  ])
  expect(tellOf({ select: 'SELECT d FROM t' }, 'mv_engagement_enriched_errors')).toMatchObject([
    { id: 'warehouse_view_differs/mv_engagement_enriched_errors', evidence: [['select', 'd', 'c']] },
  ])
})

test('rows that are missing behind a view that is another are told with it', () => {
  const other = view('mv_engagement_enriched', { select: 'SELECT a FROM t WHERE b AND late' })
  const [cause, ...others] = causesOf(
    candidates(
      warehouseRules,
      testFacts({
        clickhouse: lookAt({ ...healthy, tables: [...without('mv_engagement_enriched'), other] }),
        kafka: lookAt(kafka('Stable', client)),
        ...rowsLacking(),
      }),
    ),
  )
  expect(others).toEqual([])
  expect(cause).toMatchObject({
    id: 'warehouse_view_differs/mv_engagement_enriched',
    suppresses: ['rows_missing/engagement_enriched'],
  })
})

test('a consumer that stands still has failed or stalled; one that waits for its group may take longer', () => {
  const failing = { ...consumer, last_exception: 'no space', exception_ms: testNow - 1_000 }
  expect(found({ consumers: [failing] }, { trend: standing })).toContain(
    'warehouse_consumer_failing/engagement_enriched_kafka',
  )
  expect(found({}, { trend: standing })).toEqual(['warehouse_stalled/engagement_enriched_kafka'])
  const young: Facts['trend'] = (key, ms) => (ms > 30_000 ? null : standing(key, ms))
  expect(found({}, { trend: young, kafka: lookAt(kafka('PreparingRebalance', client)) })).toEqual([])
  const younger: Facts['trend'] = (key, ms) => (ms > 10_000 ? null : standing(key, ms))
  expect(found({}, { trend: younger })).toEqual([])
  expect(found({}, { trend: younger, kafka: lookAt(kafka('Empty')) })).toEqual([
    'warehouse_stalled/engagement_enriched_kafka',
  ])
})

test('a stranger in the group, a growing lag, refused records, and too many parts', () => {
  expect(found({}, { kafka: lookAt(kafka('Stable', client, 'somebody')) })).toEqual([
    'warehouse_group_shared/ch-sink-v6',
  ])
  const behind = testTrend({ clickhouse_lag: [6_000, 9_000], clickhouse_position: [1, 500] })
  expect(found({}, { trend: behind })).toEqual(['warehouse_behind/engagement_enriched_kafka'])
  const refusing = testTrend({ clickhouse_errors: [2, 3] })
  expect(found({}, { recent: refusing })).toEqual(['warehouse_refuses_records/engagement_enriched'])
  expect(found({ state: { ...state, most_parts: 1_001 } })).toEqual(['too_many_parts/engagement_enriched'])
})

test('rows are missing behind a group that has read everything; some may be on their way', () => {
  const { pipeline, trend } = rowsLacking()
  expect(found({}, { pipeline, trend })).toEqual(['rows_missing/engagement_enriched'])
  const busy = testTrend({ rows_lacking: [100, 100], records_of_enriched: [900, 1_000], clickhouse_position: [1, 9] })
  expect(found({}, { pipeline, trend: busy })).toEqual([])
})

test('rows that wait to be merged are a note, where they are many', () => {
  const stored = (raw: number): Partial<Facts> => {
    const value = { distinct: 300_000, countedAt: testNow, raw, errors: 0, ratePerSecond: 0, consumers: [] }
    return { pipeline: testPipeline({ clickhouse: { state: 'known', value, at: testNow } }) }
  }
  expect(found({}, stored(700_000))).toEqual(['rows_repeated/engagement_enriched'])
  expect(found({}, stored(390_000))).toEqual([])
})

test('a consumer that fails for want of memory is told what to do', () => {
  const failing = { ...consumer, last_exception: 'Code: 241. DB::Exception', exception_ms: testNow - 1_000 }
  const [candidate] = candidates(
    warehouseRules,
    testFacts({
      clickhouse: lookAt({ ...healthy, consumers: [failing] }),
      kafka: lookAt(kafka('Stable', client)),
      trend: standing,
    }),
  )
  expect(candidate?.found.evidence.map(({ word }) => word)).toEqual(['exception', 'memory', 'still'])
})
