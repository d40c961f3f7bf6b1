import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { MarsadError } from '../../../contract/errors'
import type { Settings } from '../../../contract/settings'
import type { Endpoints, Paths } from '../../../contract/workers'
import { hideSecrets } from '../../runtime/hideSecrets'
import { connectClickhouse } from '../../clients/clickhouse'
import { connectKafka } from '../../kafka/wire/kafkajs/connectKafka'
import { sqlFile } from '../../clients/sqlFile'
import { sqlLiteral } from '../../clients/sqlTemplate'
import { shippedViews } from '../../pipeline/clickhouse/clickhouseViews'
import { clickhousePlan, type ClickhousePlan, type FoundWarehouse } from './clickhousePlan'
import { logErrors } from './logErrors'
import { rewindGroup } from '../../kafka/session/rewindGroup'

/** A statement on a cluster is waited for this long; below the client's own limit, so that the servers say who did not follow. */
const clusterLimitSeconds = '25'

const number = z.coerce.number()
const tablesSchema = z.array(
  z.object({ name: z.string(), engine_full: z.string(), create_table_query: z.string(), as_select: z.string() }),
)
const countSchema = z.tuple([z.object({ n: number })])
const clustersSchema = z.array(z.object({ cluster: z.string() }))

interface Question {
  readonly client: ClickHouseClient
  readonly endpoints: Endpoints
  readonly paths: Paths
  readonly settings: Settings
  readonly signal: AbortSignal
}

async function look({ client, endpoints, paths, signal }: Question): Promise<FoundWarehouse> {
  const { cluster } = endpoints.clickhouse
  const ask = async <S extends z.ZodType>(
    schema: S,
    query: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<z.output<S>> => {
    const answer = await client.query({
      query,
      query_params: { ...parameters, database: 'analytics' },
      format: 'JSONEachRow',
      abort_signal: signal,
    })
    return schema.parse(await answer.json())
  }
  const count = async (query: string): Promise<number> => (await ask(countSchema, query))[0].n
  /** A system table as every server of the cluster has it. */
  const everywhere = (table: string): string =>
    cluster === null ? `system.${table}` : `clusterAllReplicas(${sqlLiteral(cluster)}, system.${table})`

  if (cluster !== null)
    await requireCluster(endpoints, cluster, () => ask(clustersSchema, 'SELECT cluster FROM system.clusters'))
  const inDatabase = 'WHERE database = {database:String}'
  return {
    servers: cluster === null ? 1 : await count(`SELECT count() AS n FROM ${everywhere('one')}`),
    databases: await count(`SELECT count() AS n FROM ${everywhere('databases')} WHERE name = {database:String}`),
    tables: await ask(
      tablesSchema,
      `SELECT name, engine_full, create_table_query, as_select FROM ${everywhere('tables')} ${inDatabase}`,
    ),
    shippedViews: await shippedViews(client, paths, signal),
    refusedByKafka:
      endpoints.inside.kafka.sasl !== null &&
      (await count(
        `SELECT count() AS n FROM ${everywhere('kafka_consumers')} ${inDatabase} AND arrayElement(exceptions.text, -1) ILIKE '%authentication%'`,
      )) > 0,
  }
}

async function requireCluster(
  endpoints: Endpoints,
  cluster: string,
  known: () => Promise<z.infer<typeof clustersSchema>>,
): Promise<void> {
  const names = [...new Set((await known()).map((row) => row.cluster))]
  if (names.includes(cluster)) return
  throw new MarsadError('remote_cluster', {
    address: new URL(endpoints.clickhouse.url).host,
    cluster,
    known: names.join(', '),
  })
}

async function groupExists(endpoints: Endpoints, group: string): Promise<boolean> {
  const admin = connectKafka(endpoints, 'marsad-prepare', logErrors).admin()
  try {
    await admin.connect()
    const { groups } = await admin.listGroups()
    return groups.some(({ groupId }) => groupId === group)
  } finally {
    await admin.disconnect()
  }
}

async function carryOut(plan: ClickhousePlan, { client, endpoints, signal }: Question): Promise<string[]> {
  const changed: string[] = []
  for (const action of plan) {
    signal.throwIfAborted()
    switch (action.kind) {
      case 'run':
        await client.command({
          query: action.statement,
          abort_signal: signal,
          ...(endpoints.clickhouse.cluster === null
            ? {}
            : { clickhouse_settings: { distributed_ddl_task_timeout: clusterLimitSeconds } }),
        })
        if (action.change !== null) changed.push(action.change)
        break
      case 'rewind':
        if (await rewindGroup(endpoints, action.group, signal)) changed.push(action.change)
    }
  }
  return changed
}

async function withPlan(
  endpoints: Endpoints,
  paths: Paths,
  settings: Settings,
  signal: AbortSignal,
  use: (plan: ClickhousePlan, question: Question) => Promise<string[]>,
): Promise<string[]> {
  const client = connectClickhouse(endpoints)
  const question = { client, endpoints, paths, settings, signal }
  try {
    const found = await look(question)
    return await use(
      clickhousePlan(found, endpoints, settings, (file) => sqlFile(paths, file)),
      question,
    )
  } catch (thrown) {
    if (thrown instanceof MarsadError) throw thrown
    throw new MarsadError('prepare_failed', { step: 'clickhouse' }, hideSecrets(thrown, endpoints))
  } finally {
    await client.close()
  }
}

/**
 * Makes or repairs the warehouse from sql/clickhouse. Tables with data are made once and never dropped; the Kafka table is made anew
 * when its brokers, group or account differ from the wanted, or Kafka refused its password.
 * @returns what it changed.
 * @throws MarsadError `prepare_failed` {step: 'clickhouse'}; `remote_cluster` {address, cluster, known}.
 */
export function prepareClickhouse(
  endpoints: Endpoints,
  paths: Paths,
  settings: Settings,
  signal: AbortSignal,
): Promise<string[]> {
  return withPlan(endpoints, paths, settings, signal, carryOut)
}

/** What {@link prepareClickhouse} would change now, in the same words; writes nothing. Throws as it does, and where Kafka does not answer. */
export function previewClickhouse(
  endpoints: Endpoints,
  paths: Paths,
  settings: Settings,
  signal: AbortSignal,
): Promise<string[]> {
  return withPlan(endpoints, paths, settings, signal, async (plan) => {
    const rewinds = plan.some(({ kind }) => kind === 'rewind')
    const isNew = rewinds && !(await groupExists(endpoints, settings.clickhouseGroup))
    return plan.filter(({ kind }) => !(isNew && kind === 'rewind')).flatMap(({ change }) => change ?? [])
  })
}
