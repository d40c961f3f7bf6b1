import { connectorTopicPrefix, publication, replicationSlot } from '../../../contract/pipeline'
import type { Endpoints } from '../../../contract/workers'

export const connectorClass = 'io.debezium.connector.postgresql.PostgresConnector'

/** Prefix of the logical messages that the heartbeat leaves in Postgres's log. */
const heartbeatMessage = 'marsad-heartbeat'
/** Characters of a text column that travel; see the setting that uses it. */
const longestText = 32_768

/**
 * The connector's configuration as Connect's REST takes it. Source of each choice: docs/pipeline.md; measured facts:
 * - Both keys are JSON strings. An event without content has the key `null` (JSON), so that its versions stay in one partition.
 * - An event's key is made of its value, not by Debezium (message.key.columns): that tells a change of the key as two records at one
 *   position, and a Connect that dies between them never tells the second (docs/decisions/0030-key-of-an-event.md).
 * - A tombstone has no value to make a key of: events have none.
 * - Predicates keep heartbeats as they are.
 */
export function connectorConfig(endpoints: Endpoints): Record<string, string> {
  const tablePattern = (table: string): string => `${connectorTopicPrefix}\\.public\\.${table}`
  const json = 'org.apache.kafka.connect.json.JsonConverter'
  return {
    'connector.class': connectorClass,
    'tasks.max': '1',

    'database.hostname': endpoints.inside.postgres.host,
    'database.port': String(endpoints.inside.postgres.port),
    'database.user': endpoints.debezium.user,
    'database.password': endpoints.debezium.reference ?? endpoints.debezium.password,
    'database.dbname': endpoints.postgres.database,
    ...securityOf(endpoints),

    'plugin.name': 'pgoutput',
    'slot.name': replicationSlot,
    'publication.name': publication,
    'publication.autocreate.mode': 'disabled',
    'snapshot.mode': 'initial',
    'table.include.list': 'public.content,public.engagement_events',
    'topic.prefix': connectorTopicPrefix,
    'tombstones.on.delete': 'true',
    // A longer text makes a record larger than a producer may send, and that stops the task for good, with state RUNNING.
    [`column.truncate.to.${longestText}.chars`]:
      'public\\.engagement_events\\.(raw_payload|device),public\\.content\\.(slug|title)',
    // Moves the slot on while the tables are still, so that Postgres may drop its log. The heartbeat alone does not: the slot stays
    // at the last change of this database. A logical message is such a change, without a table; no record is made of it.
    // Often: who waits for the slot (a comparison that found something) waits up to this long.
    'heartbeat.interval.ms': '2000',
    'heartbeat.action.query': `SELECT pg_logical_emit_message(true, '${heartbeatMessage}', '')`,
    // Logical messages of whoever writes them: their topic does not exist, and the producer would wait for it without end.
    'message.prefix.exclude.list': '.*',
    'poll.interval.ms': '20',
    // Now and then the task reads its own offsets back and stands still until a fetch of theirs returns: by default half a second.
    'consumer.override.fetch.max.wait.ms': '100',

    'key.converter': json,
    'key.converter.schemas.enable': 'false',
    'value.converter': json,
    'value.converter.schemas.enable': 'false',

    'exactly.once.support': 'required',
    'transaction.boundary': 'poll',
    'errors.tolerance': 'none',
    'producer.override.linger.ms': '0',
    // A worker that dies inside a transaction leaves it open, and its successor reads its own offsets only when it has ended: after a
    // minute, by default. A transaction is as long as one poll.
    'producer.override.transaction.timeout.ms': '10000',

    transforms: 'content,event,contentKey,eventValue,eventKey,route',
    ...unwrapped('content', 'isContent', 'rewrite-with-tombstone'),
    ...unwrapped('event', 'isEvent', 'rewrite'),
    'transforms.contentKey.type': 'org.apache.kafka.connect.transforms.ExtractField$Key',
    'transforms.contentKey.field': 'id',
    'transforms.contentKey.predicate': 'isContent',
    'transforms.eventValue.type': 'org.apache.kafka.connect.transforms.ValueToKey',
    'transforms.eventValue.fields': 'content_id',
    'transforms.eventValue.predicate': 'isEvent',
    'transforms.eventKey.type': 'org.apache.kafka.connect.transforms.ExtractField$Key',
    'transforms.eventKey.field': 'content_id',
    'transforms.eventKey.predicate': 'isEvent',
    'transforms.route.type': 'org.apache.kafka.connect.transforms.RegexRouter',
    'transforms.route.regex': tablePattern('(content|engagement_events)'),
    'transforms.route.replacement': '$1.flat',
    predicates: 'isContent,isEvent',
    'predicates.isContent.type': 'org.apache.kafka.connect.transforms.predicates.TopicNameMatches',
    'predicates.isContent.pattern': tablePattern('content'),
    'predicates.isEvent.type': 'org.apache.kafka.connect.transforms.predicates.TopicNameMatches',
    'predicates.isEvent.pattern': tablePattern('engagement_events'),
  }
}

/** The settings of Connect's own clients that this configuration changes: all that a connector here may change of them. */
export function clientOverrides(endpoints: Endpoints): string[] {
  const names = Object.keys(connectorConfig(endpoints)).flatMap(
    (key) => /^(?:producer|consumer|admin)\.override\.(.+)$/.exec(key)?.[1] ?? [],
  )
  return [...new Set(names)].sort()
}

/** Debezium's envelope becomes the row and some fields about its change. @param deletes how a deletion is told */
function unwrapped(transform: string, predicate: string, deletes: string): Record<string, string> {
  const at = `transforms.${transform}`
  return {
    [`${at}.type`]: 'io.debezium.transforms.ExtractNewRecordState',
    [`${at}.add.fields`]: 'op,table,source.ts_ms,source.lsn',
    [`${at}.delete.tombstone.handling.mode`]: deletes,
    [`${at}.predicate`]: predicate,
  }
}

/**
 * Debezium's own connection. The authority's file lies on Connect's machines, so that only they can name it; without it the connection
 * is encrypted, but Debezium does not check whom it speaks to.
 */
function securityOf({ inside, debezium }: Endpoints): Record<string, string> {
  if (!inside.postgres.tls) return {}
  return debezium.caFile === null
    ? { 'database.sslmode': 'require' }
    : { 'database.sslmode': 'verify-full', 'database.sslrootcert': debezium.caFile }
}

/** The settings in which two configurations differ. Connect adds `name` itself. */
export function differingKeys(
  wanted: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): string[] {
  const keys = new Set([...Object.keys(wanted), ...Object.keys(found)])
  keys.delete('name')
  return [...keys].filter((key) => wanted[key] !== found[key]).sort()
}
