/** What a warehouse lacks of what sql/clickhouse says: found by reading only. prepareClickhouse.ts carries it out. */
import type { Settings } from '../../../contract/settings'
import type { Endpoints } from '../../../contract/workers'
import { fillTemplate, forCluster, sqlLiteral, type TemplateParts } from '../../clients/sqlTemplate'
import { engineSetting } from '../../pipeline/clickhouse/engineSetting'
import { isSameView, targetOf, warehouseViews, type ViewText } from '../../pipeline/clickhouse/clickhouseViews'

const database = 'analytics'
const kafkaTable = 'engagement_enriched_kafka'
const kafkaFile = 'clickhouse/04-engagement_enriched_kafka.sql'

interface Made {
  readonly name: string
  readonly file: string
}
/** Tables that hold data, in the order in which they are made. They are made once and never dropped. */
const heldByServer: readonly Made[] = [
  { file: 'clickhouse/02-engagement_enriched.sql', name: 'engagement_enriched' },
  { file: 'clickhouse/03-engagement_enriched_errors.sql', name: 'engagement_enriched_errors' },
]
const heldByCluster: readonly Made[] = [
  ...heldByServer.map(({ file, name }) => ({ file, name: `${name}_shard` })),
  ...heldByServer.map(({ name }) => ({ file: `clickhouse/cluster/${name}.sql`, name })),
]
const views: readonly Made[] = warehouseViews

/** Nothing answers there: a table on it consumes nothing. */
const closedBrokers = { brokers: ['127.0.0.1:1'], tls: false, sasl: null }
const closedGroup = 'marsad-closed'

/** A table as one server has it. */
export interface FoundTable {
  readonly name: string
  readonly engine_full: string
  readonly create_table_query: string
  readonly as_select: string
}

/** What was found. */
export interface FoundWarehouse {
  /** Servers of the cluster; 1 without one. */
  readonly servers: number
  /** How many of them have the database. */
  readonly databases: number
  /** One entry for each table on each server. */
  readonly tables: readonly FoundTable[]
  /** By name. */
  readonly shippedViews: ReadonlyMap<string, ViewText>
  /** Kafka did not let a server in with the password that its table holds: it cannot be compared, only tried. */
  readonly refusedByKafka: boolean
}

export type Action =
  | { readonly kind: 'run'; readonly statement: string; readonly change: string | null }
  /** Lets the group forget what it has read; a change only if there is such a group. */
  | { readonly kind: 'rewind'; readonly group: string; readonly change: string }

/** What to do, in order; each action tells what it changes. */
export type ClickhousePlan = readonly Action[]

type KafkaSource = Endpoints['inside']['kafka']

/** ClickHouse's words for how to reach Kafka; null: in clear and without signing in. */
function securityProtocol({ tls, sasl }: KafkaSource): string | null {
  if (sasl !== null) return tls ? 'sasl_ssl' : 'sasl_plaintext'
  return tls ? 'ssl' : null
}

/** What the Kafka table's statement leaves open. */
function kafkaParts(source: KafkaSource, group: string, cluster: string | null): TemplateParts {
  const protocol = securityProtocol(source)
  const { brokers, sasl } = source
  return {
    values: {
      brokers: brokers.join(','),
      group,
      ...(cluster === null ? {} : { cluster }),
      ...(protocol === null ? {} : { protocol }),
      ...(sasl === null
        ? {}
        : { mechanism: sasl.mechanism.toUpperCase(), username: sasl.username, password: sasl.password }),
    },
    parts: [
      ...(cluster === null ? [] : ['cluster']),
      ...(protocol === null ? [] : ['secure']),
      ...(sasl === null ? [] : ['sasl']),
    ],
  }
}

/** The Kafka table's settings that are compared: what {@link kafkaParts} fills in, the password aside, which nobody is shown. */
function kafkaSettings(source: KafkaSource, group: string): Readonly<Record<string, string | null>> {
  return {
    kafka_broker_list: source.brokers.join(','),
    kafka_group_name: group,
    kafka_security_protocol: securityProtocol(source),
    kafka_sasl_mechanism: source.sasl?.mechanism.toUpperCase() ?? null,
    kafka_sasl_username: source.sasl?.username ?? null,
  }
}

/**
 * @param read the text of a file under sql/.
 * @throws Error where what is there was made for another kind of warehouse (a cluster, or a single server).
 */
export function clickhousePlan(
  found: FoundWarehouse,
  endpoints: Endpoints,
  settings: Settings,
  read: (file: string) => string,
): ClickhousePlan {
  const { cluster } = endpoints.clickhouse
  const lasting = cluster === null ? heldByServer : heldByCluster
  const onCluster = cluster === null ? '' : ` ON CLUSTER ${sqlLiteral(cluster)}`
  const of = (name: string): readonly FoundTable[] => found.tables.filter((table) => table.name === name)
  const everywhere = (name: string): boolean => of(name).length === found.servers
  refuseOtherKind(of('engagement_enriched'), cluster)

  const run = (statement: string, change: string | null = null): Action => ({ kind: 'run', statement, change })
  const make = ({ file, name }: Made, kind: 'table' | 'view'): Action =>
    run(forCluster(read(file), cluster), `${kind} ${name}`)
  const drop = (kind: 'TABLE' | 'VIEW', name: string): Action =>
    run(`DROP ${kind} IF EXISTS ${database}.${name}${onCluster} SYNC`)
  const makeKafka = (source: KafkaSource, group: string, change: string | null): Action =>
    run(fillTemplate(read(kafkaFile), kafkaParts(source, group, cluster)), change)

  const plan: Action[] = []
  if (found.databases < found.servers) {
    plan.push(run(forCluster(read('clickhouse/01-database.sql'), cluster), `database ${database}`))
  }
  const lacking = lasting.filter(({ name }) => !everywhere(name))
  plan.push(...lacking.map((table) => make(table, 'table')))

  const isShipped = ({ name, create_table_query: statement, as_select: select }: FoundTable): boolean => {
    const shipped = found.shippedViews.get(name)
    return shipped !== undefined && isSameView({ target: targetOf(statement), select }, shipped)
  }
  const stale = views.filter(({ name }) => !everywhere(name) || !of(name).every(isShipped))
  const source = endpoints.inside.kafka
  const group = settings.clickhouseGroup
  const kafkaIsRight =
    everywhere(kafkaTable) &&
    !found.refusedByKafka &&
    of(kafkaTable).every(({ engine_full }) =>
      Object.entries(kafkaSettings(source, group)).every(([name, value]) => engineSetting(engine_full, name) === value),
    )
  if (kafkaIsRight && stale.length === 0 && lacking.length === 0) return plan

  // Dropping the Kafka table ends its consumers; what they had not committed is read again and replaces itself: nothing is lost, and
  // nothing counts twice.
  plan.push(drop('TABLE', kafkaTable))
  if (stale.length > 0) {
    // With one view in place and the other not yet, records for the other would be lost: the views are made on a table that
    // consumes nothing, and stay when it is replaced.
    plan.push(makeKafka(closedBrokers, closedGroup, null))
    for (const view of stale) plan.push(drop('VIEW', view.name), make(view, 'view'))
    plan.push(drop('TABLE', kafkaTable))
  }
  // Records may have been read while one of these was missing, and the group would not bring them again. All is read once more;
  // what is there already replaces itself.
  const missing = [...lasting, ...views].some(({ name }) => !everywhere(name))
  if (missing) plan.push({ kind: 'rewind', group, change: `group ${group} rewound` })
  plan.push(makeKafka(source, group, `table ${kafkaTable}`))
  return plan
}

/** A table with data is never dropped, so one of another kind of warehouse under its name is nothing to repair. */
function refuseOtherKind(tables: readonly FoundTable[], cluster: string | null): void {
  for (const { engine_full } of tables) {
    const isDistributed = engine_full.startsWith('Distributed')
    if (isDistributed === (cluster !== null)) continue
    throw new Error(
      isDistributed
        ? `${database}.engagement_enriched is the table of a cluster, but no cluster is named in the settings`
        : `${database}.engagement_enriched is the table of a single server: rename it to engagement_enriched_shard, or empty the cluster's name`,
    )
  }
}
