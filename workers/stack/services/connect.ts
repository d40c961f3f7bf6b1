/** Kafka Connect in distributed mode, of one worker, with Debezium's Postgres connector as its plugin. */
import { join } from 'node:path'
import { z } from 'zod'
import { consoleAccount, debeziumPasswordVariable } from '../../../contract/loopbackEndpoints'
import { clientOverrides } from '../../pipeline/connector/connectorConfig'
import { httpText } from '../../clients/httpText'
import { withLimit } from '../../../common/withLimit'
import { openConnectDoor, type ConnectBehind } from '../connectDoor/openConnectDoor'
import { makePassage } from '../data/ownership'
import { answerLimitMs, runsAs, type FileToWrite, type Place, type ServiceDescription } from './description'
import { scrubbedEnvironment } from './environment'
import { jvmArguments } from './jvmRecipe'
import { chattyClients, log4j2Properties } from './log4j2'
import { propertiesFile } from './propertiesFile'

const environmentProvider = 'org.apache.kafka.common.config.provider.EnvVarConfigProvider'

/** connect.properties. The group and the internal topics keep their names: they hold the connector and its offsets. */
export function connectProperties(place: Place): string {
  const { endpoints, ports } = place
  const converter = 'org.apache.kafka.connect.json.JsonConverter'
  return propertiesFile({
    ...kafkaAccess(place),
    'bootstrap.servers': endpoints.kafka.brokers.join(','),
    'group.id': 'marsad-connect',
    listeners: endpoints.connect.url,
    'rest.advertised.host.name': '127.0.0.1',
    'rest.advertised.port': ports.internal.connect,
    'rest.extension.classes': 'org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension',
    // Empty: nothing answers under /admin, which shows and changes log levels.
    'admin.listeners': '',
    // A connector's own brokers would carry the tables off.
    'connector.client.config.override.policy': 'Allowlist',
    'connector.client.config.override.allowlist': clientOverrides(endpoints).join(','),
    'topic.creation.enable': false,
    // The connector's configuration refers to the password of its role: the REST interface and the topic below show no secret.
    'config.providers': 'env',
    'config.providers.env.class': environmentProvider,
    'config.providers.env.param.allowlist.pattern': debeziumPasswordVariable,
    'plugin.path': place.manifest.kafka.plugins,
    'plugin.discovery': 'service_load',
    'key.converter': converter,
    'key.converter.schemas.enable': false,
    'value.converter': converter,
    'value.converter.schemas.enable': false,
    'exactly.once.source.support': 'enabled',
    'config.storage.topic': 'marsad-connect-configs',
    'config.storage.replication.factor': 1,
    'offset.storage.topic': 'marsad-connect-offsets',
    'offset.storage.replication.factor': 1,
    'offset.storage.partitions': 1,
    'status.storage.topic': 'marsad-connect-status',
    'status.storage.replication.factor': 1,
    'status.storage.partitions': 1,
    'offset.flush.interval.ms': 1_000,
    // One worker only: its tasks need not wait five minutes for a worker that may come back.
    'scheduled.rebalance.max.delay.ms': 0,
    // A killed worker's membership ends soon, so that its successor gets the task soon.
    'session.timeout.ms': 5_000,
    'heartbeat.interval.ms': 1_000,
  })
}

/** How Connect itself, and the producers, consumers and admin clients of its connectors, authenticate to Kafka. */
function kafkaAccess({ endpoints: { kafka } }: Place): Record<string, string> {
  if (kafka.sasl === null) return {}
  const { mechanism, username, password } = kafka.sasl
  const client = {
    'security.protocol': 'SASL_PLAINTEXT',
    'sasl.mechanism': mechanism.toUpperCase(),
    'sasl.jaas.config': `org.apache.kafka.common.security.scram.ScramLoginModule required username="${username}" password="${password}";`,
  }
  const of = (prefix: string): [string, string][] =>
    Object.entries(client).map(([name, value]) => [`${prefix}${name}`, value])
  return Object.fromEntries(['', 'producer.', 'consumer.', 'admin.'].flatMap(of))
}

/** Who may ask Connect: the console's account alone, read by the login module of the extension. */
function accountFiles(place: Place, run: string): { readonly jaas: FileToWrite; readonly accounts: FileToWrite } {
  const { user, password } = accountOf(place)
  const accounts = { path: join(run, 'accounts.properties'), text: propertiesFile({ [user]: password }) }
  const module = 'org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule'
  const path = accounts.path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
  return {
    jaas: { path: join(run, 'jaas.conf'), text: `KafkaConnect { ${module} required file="${path}"; };\n` },
    accounts,
  }
}

function accountOf({ credentials }: Place): ConnectBehind['account'] {
  return { user: consoleAccount, password: credentials.connect }
}

const rootSchema = z.object({ version: z.string() })

export function describeConnect(place: Place): ServiceDescription {
  const run = join(place.folder.run, 'connect')
  const properties = join(run, 'connect.properties')
  const logging = join(run, 'log4j2.properties')
  const { jaas, accounts } = accountFiles(place, run)
  const { connect } = place.endpoints
  return {
    name: 'connect',
    port: place.ports.connect,
    command: {
      file: place.manifest.java,
      args: jvmArguments(place.jvm, 'connect', place.manifest.kafka.archives, place.jars, {
        properties: {
          'log4j2.configurationFile': logging,
          'log4j2.disableJmx': 'true',
          'java.security.auth.login.config': jaas.path,
          // A connector's configuration names providers too: one that reads files is refused there (CVE-2024-31141).
          'org.apache.kafka.automatic.config.providers': environmentProvider,
        },
        args: [properties],
      }),
      env: scrubbedEnvironment(process.env, {
        ...place.jvm.environment,
        [debeziumPasswordVariable]: place.endpoints.debezium.password,
      }),
      cwd: run,
      account: runsAs(place),
    },
    door: {
      innerPort: place.ports.internal.connect,
      open: (log) => openConnectDoor(place.ports.connect, { url: connect.url, account: accountOf(place) }, log),
    },
    files: [
      { path: properties, text: connectProperties(place) },
      jaas,
      accounts,
      {
        path: logging,
        text: log4j2Properties({
          ...chattyClients,
          'org.apache.kafka.connect.runtime.distributed.DistributedConfig': 'warn',
          'org.apache.kafka.connect.runtime.ConnectorConfig': 'warn',
          'org.apache.kafka.connect.runtime.ConnectorConfig$EnrichedConnectorConfig': 'warn',
          'org.apache.kafka.connect.runtime.SourceConnectorConfig': 'warn',
          'org.apache.kafka.connect.runtime.SourceConnectorConfig$EnrichedSourceConnectorConfig': 'warn',
          'org.apache.kafka.connect.runtime.TaskConfig': 'warn',
          'org.apache.kafka.connect.json.JsonConverterConfig': 'warn',
          // Its INFO is the access log: a line for each question that we ask.
          'org.apache.kafka.connect.runtime.rest.RestServer': 'warn',
          'org.eclipse.jetty': 'warn',
          'org.glassfish.jersey': 'error',
        }),
      },
    ],
    prepareData: () => makePassage(run, runsAs(place)),
    answers: (signal) =>
      withLimit(signal, answerLimitMs, async (limited) => {
        const get = async (path: string): Promise<unknown> => {
          const answer = await httpText(connect, 'GET', path, limited)
          if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`)
          return JSON.parse(answer.text)
        }
        const { version } = rootSchema.parse(await get('/'))
        // The root answers before the worker has read its configuration topic; this does not.
        await get('/connectors')
        return version
      }),
    startLimitMs: 120_000,
    stop: { signal: 'SIGTERM', limitMs: 12_000 },
    stopRank: 1,
  }
}
