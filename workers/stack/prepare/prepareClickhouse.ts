import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { MarsadError } from '../../../contract/errors'
import type { Settings } from '../../../contract/settings'
import type { Endpoints, Paths } from '../../../contract/workers'
import { connectClickhouse } from '../../shared/clickhouse'
import { sqlFile } from '../../shared/sqlFile'
import { fillTemplate } from './fillTemplate'
import { engineSetting } from './kafkaTable'
import { rewindGroup } from './rewindGroup'

const database = 'analytics'
const kafkaTable = 'engagement_enriched_kafka'
/** In the order in which they are made. `select`: a view, compared by its statement. */
const lasting = [
  { file: 'clickhouse/02-engagement_enriched.sql', name: 'engagement_enriched' },
  { file: 'clickhouse/03-engagement_enriched_errors.sql', name: 'engagement_enriched_errors' },
] as const
const views = [
  { file: 'clickhouse/05-mv_engagement_enriched_errors.sql', name: 'mv_engagement_enriched_errors' },
  { file: 'clickhouse/06-mv_engagement_enriched.sql', name: 'mv_engagement_enriched' },
] as const

/** Nothing answers there: a table on it consumes nothing. */
const closedBrokers = '127.0.0.1:1'
const closedGroup = 'marsad-closed'

const rowSchema = z.object({ name: z.string(), engine_full: z.string(), as_select: z.string() })
type Row = z.infer<typeof rowSchema>

async function tables(client: ClickHouseClient, signal: AbortSignal): Promise<Map<string, Row>> {
  const answer = await client.query({
    query: 'SELECT name, engine_full, as_select FROM system.tables WHERE database = {database:String}',
    query_params: { database },
    format: 'JSONEachRow',
    abort_signal: signal,
  })
  const rows = z.array(rowSchema).parse(await answer.json())
  return new Map(rows.map((row) => [row.name, row]))
}

/** The view's SELECT in ClickHouse's own spelling, as system.tables shows it. */
async function spelled(client: ClickHouseClient, statement: string, signal: AbortSignal): Promise<string> {
  const select = statement.slice(statement.indexOf('\nSELECT') + 1)
  const answer = await client.query({
    query: 'SELECT formatQuerySingleLine({select:String}) AS text',
    query_params: { select },
    format: 'JSONEachRow',
    abort_signal: signal,
  })
  return z.tuple([z.object({ text: z.string() })]).parse(await answer.json())[0].text
}

async function apply(
  client: ClickHouseClient,
  endpoints: Endpoints,
  paths: Paths,
  settings: Settings,
  signal: AbortSignal,
): Promise<string[]> {
  const run = async (query: string): Promise<void> => {
    signal.throwIfAborted()
    await client.command({ query, abort_signal: signal })
  }
  const drop = (kind: 'TABLE' | 'VIEW', name: string): Promise<void> =>
    run(`DROP ${kind} IF EXISTS ${database}.${name} SYNC`)
  const kafkaStatement = (brokers: string, group: string): string =>
    fillTemplate(sqlFile(paths, 'clickhouse/04-engagement_enriched_kafka.sql'), { brokers, group })
  const changed: string[] = []

  await run(sqlFile(paths, 'clickhouse/01-database.sql'))
  const before = await tables(client, signal)
  for (const { file, name } of lasting) {
    if (before.has(name)) continue
    await run(sqlFile(paths, file))
    changed.push(`table ${name}`)
  }

  const stale: (typeof views)[number][] = []
  for (const view of views) {
    const there = before.get(view.name)
    if (there?.as_select !== (await spelled(client, sqlFile(paths, view.file), signal))) stale.push(view)
  }

  const brokers = endpoints.inside.kafka.brokers.join(',')
  const group = settings.clickhouseGroup
  const kafka = before.get(kafkaTable)?.engine_full
  const kafkaIsRight =
    kafka !== undefined &&
    engineSetting(kafka, 'kafka_broker_list') === brokers &&
    engineSetting(kafka, 'kafka_group_name') === group
  if (kafkaIsRight && stale.length === 0 && lasting.every(({ name }) => before.has(name))) return changed

  // Dropping waits for the block under way. Its offsets are committed after its rows are in, or they are read again and replace
  // themselves: nothing is lost, and nothing counts twice.
  await drop('TABLE', kafkaTable)
  if (stale.length > 0) {
    // With one view in place and the other not yet, records for the other would be lost: the views are made on a table that
    // consumes nothing, and stay when it is replaced.
    await run(kafkaStatement(closedBrokers, closedGroup))
    for (const { file, name } of stale) {
      await drop('VIEW', name)
      await run(sqlFile(paths, file))
      changed.push(`view ${name}`)
    }
    await drop('TABLE', kafkaTable)
  }
  // Records may have been read while one of these was missing, and the group would not bring them again. All is read once more;
  // what is there already replaces itself.
  const missing = [...lasting, ...views].some(({ name }) => !before.has(name))
  if (missing && (await rewindGroup(endpoints, group, signal))) changed.push(`group ${group} rewound`)
  await run(kafkaStatement(brokers, group))
  changed.push(`table ${kafkaTable}`)
  return changed
}

/**
 * Makes or repairs the warehouse from sql/clickhouse. Tables with data are made once and never dropped; the Kafka table is made anew
 * when its brokers or group differ from the wanted.
 * @returns what it changed.
 * @throws MarsadError `prepare_failed` {step: 'clickhouse'}.
 */
export async function prepareClickhouse(
  endpoints: Endpoints,
  paths: Paths,
  settings: Settings,
  signal: AbortSignal,
): Promise<string[]> {
  const client = connectClickhouse(endpoints)
  try {
    return await apply(client, endpoints, paths, settings, signal)
  } catch (thrown) {
    throw new MarsadError('prepare_failed', { step: 'clickhouse' }, thrown)
  } finally {
    await client.close()
  }
}
