/**
 * Kafka: one KRaft node that is broker and controller. Its published listener knows nobody, and readers are all that it lets in; the
 * console's own parts come through a listener with accounts (docs/decisions/0036-kafka-and-redis-accounts.md).
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Kafka, logLevel } from '../../kafka/wire/kafkajs/kafkajs'
import { consoleAccount, kafkaAccounts } from '../../../contract/loopbackEndpoints'
import { readTextFile } from '../../../files/readTextFile'
import { hasCode } from '../../../common/hasCode'
import { saslOptions } from '../../kafka/wire/kafkajs/connectKafka'
import { isSignInRefused } from '../../kafka/session/kafkaFailure'
import { admitConsole } from './admitConsole'
import { makeStore, writeFor } from '../data/ownership'
import { answerLimitMs, runsAs, type Command, type Place, type ServiceDescription } from './description'
import { scrubbedEnvironment } from './environment'
import { jvmArguments, type JvmProgram } from './jvmRecipe'
import { chattyClients, log4j2Properties } from './log4j2'
import { propertiesFile } from './propertiesFile'
import { runTool } from './runTool'

const days = (count: number): number => count * 24

/** server.properties. @param logDirs where the log of every partition lies. */
export function kafkaProperties(place: Place, logDirs: string): string {
  return propertiesFile(settingsOf(place, logDirs))
}

/** The same node as a controller alone, which takes a broker that it does not hear of for dead at once. */
function fencingProperties(place: Place, logDirs: string): string {
  const {
    'advertised.listeners': _,
    'inter.broker.listener.name': __,
    'sasl.mechanism.inter.broker.protocol': ___,
    ...settings
  } = settingsOf(place, logDirs)
  return propertiesFile({
    ...settings,
    'process.roles': 'controller',
    listeners: `CONTROLLER://127.0.0.1:${place.ports.internal.controller}`,
    'broker.session.timeout.ms': 300,
    'broker.heartbeat.interval.ms': 100,
    'controller.quorum.append.linger.ms': 0,
  })
}

const loginModules = 'org.apache.kafka.common.security'

/**
 * Accounts and what they may do. SCRAM proves to a client that the server knows the password too, and gives it away to nobody: for all
 * clients that can. PLAIN is for the broker's own connections to itself, and for ClickHouse.
 */
function accessOf({ credentials }: Place) {
  const { broker, clickhouse } = kafkaAccounts
  const self = `username="${broker}" password="${credentials.kafkaBroker}" user_${broker}="${credentials.kafkaBroker}"`
  const plain = (accounts: string): string => `${loginModules}.plain.PlainLoginModule required ${accounts};`
  return {
    'listener.security.protocol.map':
      'PUBLISHED:PLAINTEXT,PUBLISHED6:PLAINTEXT,CONSOLE:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT',
    'listener.name.console.sasl.enabled.mechanisms': 'SCRAM-SHA-256,PLAIN',
    'listener.name.console.scram-sha-256.sasl.jaas.config': `${loginModules}.scram.ScramLoginModule required;`,
    'listener.name.console.plain.sasl.jaas.config': plain(
      `${self} user_${clickhouse}="${credentials.kafkaClickhouse}"`,
    ),
    'listener.name.controller.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.controller.plain.sasl.jaas.config': plain(self),
    'sasl.mechanism.controller.protocol': 'PLAIN',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${consoleAccount};User:${broker}`,
    'allow.everyone.if.no.acl.found': false,
  }
}

function settingsOf(place: Place, logDirs: string) {
  const { kafka, internal } = place.ports
  const published = [
    `PUBLISHED://127.0.0.1:${kafka}`,
    // KIP-797: one port for an address of each kind.
    ...(place.ipv6 ? [`PUBLISHED6://[::1]:${kafka}`] : []),
    `CONSOLE://127.0.0.1:${internal.kafka}`,
  ]
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${internal.controller}`,
    listeners: [...published, `CONTROLLER://127.0.0.1:${internal.controller}`].join(','),
    'advertised.listeners': published.join(','),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CONSOLE',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    ...accessOf(place),
    'log.dirs': logDirs,
    // Topics are made by the prepare step with their settings; a misspelt name must not make one.
    'auto.create.topics.enable': false,
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    // What a dead producer left open ends when its time is over, not up to ten seconds later.
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1_000,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'group.initial.rebalance.delay.ms': 0,
    // A worker that was killed is missed sooner than after the usual 6 s at least.
    'group.min.session.timeout.ms': 2_000,
    'log.retention.hours': days(7),
    // A stack that rested for weeks still knows where its groups stood.
    'offsets.retention.minutes': days(365) * 60,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    'num.recovery.threads.per.data.dir': 2,
    // The default reserves 128 MB of heap for compaction; a few thousand contents need none of that.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    // After kill -9 the broker registers again only when its former session has run out; the default is 9 s.
    'broker.session.timeout.ms': 4_000,
    'broker.heartbeat.interval.ms': 500,
  }
}

/** What Kafka's storage tool accepts as a cluster id: 16 random bytes in URL-safe base64. A leading dash would look like an option. */
export function newClusterId(random: () => Buffer = () => randomBytes(16)): string {
  for (;;) {
    const id = random().toString('base64url')
    if (!id.startsWith('-')) return id
  }
}

export function describeKafka(place: Place): ServiceDescription {
  const home = place.folder.store('kafka')
  const data = join(home, 'data')
  const run = join(place.folder.run, 'kafka')
  const properties = join(run, 'server.properties')
  const logging = join(run, 'log4j2.properties')
  const fencing = join(run, 'fencing.properties')
  const command = (program: JvmProgram, args: readonly string[]): Command => ({
    file: place.manifest.java,
    args: jvmArguments(place.jvm, program, place.manifest.kafka.archives, place.jars, {
      properties: { 'log4j2.configurationFile': logging, 'log4j2.disableJmx': 'true' },
      args,
    }),
    env: scrubbedEnvironment(process.env, place.jvm.environment),
    cwd: run,
    account: runsAs(place),
  })
  const server = command('kafka', [properties])
  return {
    name: 'kafka',
    port: place.ports.kafka,
    command: server,
    files: [
      { path: properties, text: kafkaProperties(place, data) },
      { path: fencing, text: fencingProperties(place, data) },
      {
        path: logging,
        text: log4j2Properties({ ...chattyClients, 'kafka.server.KafkaConfig': 'warn' }),
      },
    ],
    async prepareData(waiting, signal) {
      await makeStore(home, runsAs(place))
      if (await isFormatted(data)) return
      waiting('format')
      await format(home, data, run, place, (args) => runTool(command('storageTool', args), signal))
    },
    /**
     * After an end without order the metadata still names the broker the leader of every partition. Started so, it loads its transactions as
     * that leader, is declared dead a moment later because the session before runs out, and may then hold a transaction for committed
     * whose markers were never written: its records and offsets hang (docs/decisions/0029-ends-what-hangs.md). So the session is let run out first.
     */
    healing: async () =>
      (await endedInOrder(data))
        ? null
        : {
            command: command('kafka', [fencing]),
            begun: /Becoming the active controller at epoch/,
            done: /Replayed BrokerRegistrationChangeRecord .*fenced=1\b/,
            settleMs: 300,
            limitMs: 1_500,
          },
    answers: () => askKafka(place, server.account?.uid ?? process.getuid?.()),
    versionInLog: /Kafka version: (\d[\w.-]*)/,
    startLimitMs: 120_000,
    stop: { signal: 'SIGTERM', limitMs: 12_000 },
    stopRank: 2,
  }
}

const isFormatted = (data: string): Promise<boolean> => exists(join(data, 'meta.properties'))

/** A store that was never used has ended in order too. */
async function endedInOrder(data: string): Promise<boolean> {
  return (await exists(join(data, '.kafka_cleanshutdown'))) || !(await exists(join(data, '__cluster_metadata-0')))
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return false
    throw thrown
  }
}

/** Formats beside the place and moves it there when it is whole, under a cluster id that is kept. */
async function format(
  home: string,
  data: string,
  run: string,
  place: Place,
  storageTool: (args: readonly string[]) => Promise<unknown>,
): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith('new-')) await rm(join(home, name), { recursive: true, force: true, maxRetries: 3 })
  }
  const fresh = join(home, `new-${randomUUID()}`)
  await makeStore(fresh, runsAs(place))
  const properties = join(run, 'format.properties')
  await writeFor(properties, kafkaProperties(place, fresh), runsAs(place))
  await storageTool(['format', '-t', await clusterId(join(home, 'cluster-id')), '-c', properties])
  await rename(fresh, data)
}

async function clusterId(path: string): Promise<string> {
  const known = readTextFile(path, 'refuse')
  if (known !== null) return known.trim()
  const id = newClusterId()
  await writeFor(path, `${id}\n`, null)
  return id
}

/**
 * The broker lists itself only when the controller has let it in: then it serves. Where it does not know the console's account (a new store, one
 * of before there were accounts, a new password), that is given to it first.
 */
async function askKafka(place: Place, uid: number | undefined): Promise<null> {
  try {
    return await askAsConsole(place)
  } catch (thrown) {
    if (!isSignInRefused(thrown)) throw thrown
    await admitConsole(place, uid)
    return askAsConsole(place)
  }
}

async function askAsConsole({ endpoints: { kafka } }: Place): Promise<null> {
  const admin = new Kafka({
    clientId: 'marsad-stack',
    brokers: [...kafka.brokers],
    ...(kafka.sasl === null ? {} : { sasl: saslOptions(kafka.sasl) }),
    connectionTimeout: answerLimitMs,
    authenticationTimeout: answerLimitMs,
    requestTimeout: answerLimitMs,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  }).admin()
  try {
    await admin.connect()
    const cluster = await admin.describeCluster()
    if (cluster.brokers.length === 0) throw new Error('the broker is not registered yet')
    return null
  } finally {
    await admin.disconnect()
  }
}
