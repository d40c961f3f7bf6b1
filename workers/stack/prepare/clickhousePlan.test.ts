import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loopbackEndpoints } from '../../../contract/loopbackEndpoints'
import { sampleAccess } from '../../../contract/testing/sampleAccess'
import { defaultSettings } from '../../../contract/settings'
import type { Endpoints } from '../../../contract/workers'
import { warehouseViews } from '../../pipeline/clickhouse/clickhouseViews'
import { clickhousePlan, type FoundTable, type FoundWarehouse } from './clickhousePlan'

const sql = join(import.meta.dirname, '../../../sql')
const read = (file: string): string => readFileSync(join(sql, file), 'utf8')
const embedded = loopbackEndpoints(defaultSettings.ports, sampleAccess)
const open = { brokers: ['127.0.0.1:9092'], tls: false, sasl: null }
const plain: Endpoints = { ...embedded, inside: { ...embedded.inside, kafka: open } }
const target = 'TO analytics.somewhere'
const shippedViews = new Map(warehouseViews.map(({ name }) => [name, { target, select: `SELECT of ${name}` }]))
const untouched: FoundWarehouse = { servers: 1, databases: 0, tables: [], shippedViews, refusedByKafka: false }

const source = {
  brokers: ['b1:9093', 'b2:9093'],
  tls: true,
  sasl: { mechanism: 'scram-sha-512' as const, username: 'marsad', password: "it's secret" },
}
const secured: Endpoints = { ...plain, inside: { ...plain.inside, kafka: source } }
const onCluster: Endpoints = { ...secured, clickhouse: { ...secured.clickhouse, cluster: 'events' } }

const kafkaFull = `Kafka SETTINGS kafka_broker_list = 'b1:9093,b2:9093', kafka_group_name = 'ch-sink-v6', kafka_security_protocol = 'sasl_ssl', kafka_sasl_mechanism = 'SCRAM-SHA-512', kafka_sasl_username = 'marsad', kafka_sasl_password = '[HIDDEN]'`
/** Everything as the plan wants it, on each of so many servers. */
const complete = (servers: number, held: readonly (readonly [string, string])[]): FoundTable[] =>
  Array.from({ length: servers }, () => [
    ...held.map(([name, engine_full]) => ({ name, engine_full, create_table_query: '', as_select: '' })),
    { name: 'engagement_enriched_kafka', engine_full: kafkaFull, create_table_query: '', as_select: '' },
    ...warehouseViews.map(({ name }) => ({
      name,
      engine_full: 'MaterializedView',
      create_table_query: `CREATE MATERIALIZED VIEW analytics.${name} ${target} (\`a\` UInt64) AS SELECT of ${name}`,
      as_select: `SELECT of ${name}`,
    })),
  ]).flat()
const onOne = complete(1, [
  ['engagement_enriched', 'ReplacingMergeTree(version, is_deleted)'],
  ['engagement_enriched_errors', 'ReplacingMergeTree(at)'],
])
const onMany = complete(3, [
  ['engagement_enriched_shard', 'ReplicatedReplacingMergeTree(version, is_deleted)'],
  ['engagement_enriched_errors_shard', 'ReplicatedReplacingMergeTree(at)'],
  ['engagement_enriched', "Distributed('events', 'analytics', 'engagement_enriched_shard', event_id)"],
  ['engagement_enriched_errors', "Distributed('events', 'analytics', 'engagement_enriched_errors_shard', x)"],
])

const plan = (found: FoundWarehouse, endpoints: Endpoints) => clickhousePlan(found, endpoints, defaultSettings, read)
const changes = (found: FoundWarehouse, endpoints: Endpoints): string[] =>
  plan(found, endpoints).flatMap(({ change }) => change ?? [])
const statements = (found: FoundWarehouse, endpoints: Endpoints): string[] =>
  plan(found, endpoints).flatMap((action) =>
    action.kind === 'run' ? [action.statement.replace(/^--.*\n/gm, '').replace(/\/\*[^]*?\*\//g, '')] : [],
  )

it('makes all of an untouched server: tables, then both views on a table that consumes nothing, then the consuming one', () => {
  expect(changes(untouched, plain)).toEqual([
    'database analytics',
    'table engagement_enriched',
    'table engagement_enriched_errors',
    'view mv_engagement_enriched_errors',
    'view mv_engagement_enriched',
    'group ch-sink-v6 rewound',
    'table engagement_enriched_kafka',
  ])
  const made = statements(untouched, plain)
  expect(made.filter((text) => text.includes("kafka_broker_list = '127.0.0.1:1'"))).toHaveLength(1)
  expect(made.at(-1)).toContain("kafka_broker_list = '127.0.0.1:9092'")
  expect(made.join('\n')).not.toMatch(/CLUSTER|Replicated|Distributed|kafka_security_protocol|sasl/)
})

it('changes nothing of what is right', () => {
  expect(plan({ ...untouched, databases: 1, tables: onOne }, secured)).toEqual([])
  expect(plan({ ...untouched, servers: 3, databases: 3, tables: onMany }, onCluster)).toEqual([])
})

it('signs in to Kafka where it must, and quotes what it is given', () => {
  const kafka = statements(untouched, secured).at(-1) ?? ''
  expect(kafka).toContain("kafka_security_protocol = 'sasl_ssl'")
  expect(kafka).toContain("kafka_sasl_mechanism = 'SCRAM-SHA-512'")
  expect(kafka).toContain("kafka_sasl_username = 'marsad'")
  expect(kafka).toContain("kafka_sasl_password = 'it\\'s secret'")
  const overTls = { ...plain, inside: { ...plain.inside, kafka: { ...source, sasl: null } } }
  expect(statements(untouched, overTls).at(-1)).toMatch(/kafka_security_protocol = 'ssl'\s*$/)
})

it('makes only the Kafka table anew when its account differs or Kafka refused the password', () => {
  const found = { ...untouched, databases: 1, tables: onOne }
  const other = { ...secured, inside: { ...secured.inside, kafka: { ...source, sasl: null } } }
  expect(changes(found, other)).toEqual(['table engagement_enriched_kafka'])
  expect(changes({ ...found, refusedByKafka: true }, secured)).toEqual(['table engagement_enriched_kafka'])
})

it('spreads a cluster: each statement on all servers, data in replicated shards, readers on tables over them', () => {
  const made = statements({ ...untouched, servers: 3 }, onCluster)
  for (const text of made) expect(text).toContain("ON CLUSTER 'events'")
  const all = made.join('\n')
  expect(all).toMatch(/TABLE IF NOT EXISTS analytics\.engagement_enriched_shard ON CLUSTER 'events'\s*\(/)
  expect(all).toContain('ENGINE = ReplicatedReplacingMergeTree(version, is_deleted)')
  expect(all).toContain("ENGINE = Distributed('events', 'analytics', 'engagement_enriched_shard', event_id)")
  expect(all).toContain("mv_engagement_enriched ON CLUSTER 'events' TO analytics.engagement_enriched AS")
  expect(changes({ ...untouched, servers: 3 }, onCluster)).toContain('table engagement_enriched_errors_shard')
})

it('repairs a cluster of which one server lacks a table or has an old view', () => {
  const last = onMany.length / 3
  const lacking = [
    ...onMany.slice(0, -last),
    ...onMany.slice(-last).filter(({ name }) => name !== 'engagement_enriched'),
  ]
  expect(changes({ ...untouched, servers: 3, databases: 3, tables: lacking }, onCluster)).toEqual([
    'table engagement_enriched',
    'group ch-sink-v6 rewound',
    'table engagement_enriched_kafka',
  ])
  const old = onMany.map((table, index) => (index === onMany.length - 1 ? { ...table, as_select: 'old' } : table))
  expect(changes({ ...untouched, servers: 3, databases: 3, tables: old }, onCluster)).toEqual([
    'view mv_engagement_enriched',
    'table engagement_enriched_kafka',
  ])
})

it('makes a view anew that writes elsewhere', () => {
  const elsewhere = onOne.map((table) => ({
    ...table,
    create_table_query: table.create_table_query.replace(target, 'TO analytics.elsewhere'),
  }))
  expect(changes({ ...untouched, databases: 1, tables: elsewhere }, secured)).toEqual([
    'view mv_engagement_enriched_errors',
    'view mv_engagement_enriched',
    'table engagement_enriched_kafka',
  ])
})

it('does not touch the data of another kind of warehouse', () => {
  expect(() => plan({ ...untouched, databases: 1, tables: onOne }, onCluster)).toThrow('single server')
  expect(() => plan({ ...untouched, databases: 1, tables: onMany.slice(0, onMany.length / 3) }, secured)).toThrow(
    'cluster',
  )
})
