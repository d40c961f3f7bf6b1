import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { connect as connectTo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { track } from '../children.mjs'
import { freePorts } from '../freePorts.mjs'
import { classPathOf, readJvmService } from '../jvm.mjs'
import { reasonOf, run } from '../run.mjs'
import { errorText } from '../setUpError.mjs'
import { exerciseKafka } from './exerciseKafka.mjs'

/** From nothing to an answer; some ten times of what it takes on two cores. */
const bootLimitMs = 90_000
/** The stack's Connect checks an account, and so does this one: the classes that do it belong into the archive. */
const account = { user: 'archives', password: 'archives' }
const signedIn = { authorization: `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}` }
const loginModule = 'org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule'

/** Writing an archive at the end of a JVM takes 2 to 5 s. */
const endLimitMs = 60_000

/**
 * Boots a throw-away Kafka and Connect with the very flags and class path of the stack, has them do their usual work
 * and ends them: on its way out each JVM writes down the classes it had loaded.
 * @param {{ part: string, java: string, libs: string, plugins: string }} what part: the folder that gets kafka.jsa and connect.jsa
 * @param {import('../progress.mjs').StepVoice} voice
 */
export async function recordArchives({ part, java, libs, plugins }, voice) {
  const work = await mkdtemp(join(tmpdir(), 'marsad-archives-'))
  /** @type {Jvm[]} */
  const running = []
  try {
    const classPath = await classPathOf(libs)
    const [broker = 0, controller = 0, rest = 0] = await freePorts(3)
    const kafkaProperties = join(work, 'kafka.properties')
    const connectProperties = join(work, 'connect.properties')
    await writeFile(kafkaProperties, kafkaConfiguration({ broker, controller, data: join(work, 'data') }))
    await writeFile(connectProperties, connectConfiguration({ broker, rest, plugins }))
    const jaas = join(work, 'jaas.conf')
    const accounts = join(work, 'accounts.properties')
    await writeFile(accounts, `${account.user}=${account.password}\n`)
    await writeFile(jaas, `KafkaConnect { ${loginModule} required file="${accounts}"; };\n`)

    voice.say('Kafka')
    const format = await readJvmService('storageTool')
    const formatted = await run(
      java,
      [
        ...format.flags,
        '-cp',
        classPath,
        format.mainClass,
        'format',
        '-t',
        'marsadArchivesMarsadAA',
        '-c',
        kafkaProperties,
      ],
      { cwd: work, env: { ...process.env, ...format.environment }, timeoutMs: bootLimitMs },
    )
    if (formatted.code !== 0) throw new Error(`StorageTool: ${reasonOf(formatted)}`)

    const kafka = await startJvm('kafka', {
      java,
      classPath,
      work,
      archive: join(part, 'kafka.jsa'),
      properties: kafkaProperties,
    })
    running.push(kafka)
    await waitUntil(kafka, () => accepts(broker))

    voice.say('Connect')
    const connect = await startJvm('connect', {
      java,
      classPath,
      work,
      archive: join(part, 'connect.jsa'),
      properties: connectProperties,
      own: [`-Djava.security.auth.login.config=${jaas}`],
    })
    running.push(connect)
    await exerciseKafka(`127.0.0.1:${broker}`)
    const url = `http://127.0.0.1:${rest}`
    await waitUntil(connect, async () => (await fetch(`${url}/connectors`, { headers: signedIn })).ok)
    await exerciseConnect(url)

    for (const jvm of [connect, kafka]) {
      voice.say(`${jvm.name}.jsa`)
      await end(jvm)
      // The proof that this Java takes it: -Xshare:on makes a misfit fatal, where the stack's -Xshare:auto goes on without.
      const archive = join(part, `${jvm.name}.jsa`)
      await stat(archive)
      const flags = (await readJvmService(jvm.name)).flags.filter((flag) => !flag.startsWith('-Xshare'))
      const tried = await run(java, [
        ...flags,
        '-Xshare:on',
        `-XX:SharedArchiveFile=${archive}`,
        '-cp',
        classPath,
        '-version',
      ])
      if (tried.code !== 0) throw new Error(`${jvm.name}.jsa: ${reasonOf(tried)}`)
    }
  } finally {
    for (const jvm of running) {
      if (jvm.ended === undefined) jvm.child.kill('SIGKILL')
    }
    await Promise.all(running.map((jvm) => jvm.closed))
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * @typedef {{ name: 'kafka' | 'connect', child: import('node:child_process').ChildProcess, closed: Promise<unknown>, ended: string | undefined, output: string }} Jvm
 */

/**
 * @param {'kafka' | 'connect'} name
 * @param {{ java: string, classPath: string, work: string, archive: string, properties: string, own?: readonly string[] }} how own: its system properties
 * @returns {Promise<Jvm>}
 */
async function startJvm(name, { java, classPath, work, archive, properties, own = [] }) {
  const service = await readJvmService(name)
  const child = track(
    spawn(
      java,
      [
        ...service.flags,
        `-XX:ArchiveClassesAtExit=${archive}`,
        ...own,
        '-cp',
        classPath,
        service.mainClass,
        properties,
      ],
      { cwd: work, env: { ...process.env, ...service.environment }, stdio: ['ignore', 'pipe', 'pipe'] },
    ),
  )
  /** @type {Jvm} */
  const jvm = { name, child, closed: once(child, 'close'), ended: undefined, output: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      jvm.output = (jvm.output + text).slice(-16_384)
    })
  }
  child.once('close', (code, signal) => void (jvm.ended = String(signal ?? code)))
  return jvm
}

/**
 * @param {Jvm} jvm
 * @param {() => Promise<boolean>} answers
 */
async function waitUntil(jvm, answers) {
  const giveUpAt = Date.now() + bootLimitMs
  let last = ''
  while (Date.now() < giveUpAt) {
    if (jvm.ended !== undefined) throw new Error(`${jvm.name} ended (${jvm.ended}): ${jvm.output.slice(-300)}`)
    try {
      if (await answers()) return
    } catch (error) {
      last = errorText(error)
    }
    await sleep(100)
  }
  throw new Error(`${jvm.name} did not answer: ${last}`)
}

/** @param {Jvm} jvm */
async function end(jvm) {
  jvm.child.kill('SIGTERM')
  await Promise.race([jvm.closed, sleep(endLimitMs, undefined, { ref: false })])
  if (jvm.ended === undefined) throw new Error(`${jvm.name} did not end`)
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connectTo(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      resolve(false)
    })
  })
}

/**
 * What the stack asks of Connect at every start, and a connector's configuration checked: that loads what a start needs.
 * @param {string} url
 */
async function exerciseConnect(url) {
  const connector = 'io.debezium.connector.postgresql.PostgresConnector'
  const config = {
    'connector.class': connector,
    name: 'archives',
    'database.hostname': '127.0.0.1',
    // Nobody listens there: the answer is a list of complaints, which is all that is wanted.
    'database.port': '1',
    'database.user': 'nobody',
    'database.password': 'nothing',
    'database.dbname': 'none',
    'topic.prefix': 'archives',
    'plugin.name': 'pgoutput',
    transforms: 'unwrap',
    'transforms.unwrap.type': 'io.debezium.transforms.ExtractNewRecordState',
    'producer.override.linger.ms': '0',
  }
  const answer = await fetch(`${url}/connector-plugins/${connector}/config/validate`, {
    method: 'PUT',
    headers: { ...signedIn, 'content-type': 'application/json' },
    body: JSON.stringify(config),
  })
  if (!answer.ok) throw new Error(`Connect answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
  // 404s: the resources are loaded all the same.
  for (const path of ['/', '/connectors/archives/status', '/connectors?expand=status'])
    await fetch(`${url}${path}`, { headers: signedIn })
}

/** @param {{ broker: number, controller: number, data: string }} where */
function kafkaConfiguration({ broker, controller, data }) {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${broker}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${data}
auto.create.topics.enable=false
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=4194304
`
}

/** @param {{ broker: number, rest: number, plugins: string }} where */
function connectConfiguration({ broker, rest, plugins }) {
  return `bootstrap.servers=127.0.0.1:${broker}
group.id=archives
listeners=http://127.0.0.1:${rest}
plugin.path=${plugins}
plugin.discovery=service_load
key.converter=org.apache.kafka.connect.json.JsonConverter
value.converter=org.apache.kafka.connect.json.JsonConverter
config.storage.topic=archives.configs
offset.storage.topic=archives.offsets
status.storage.topic=archives.status
config.storage.replication.factor=1
offset.storage.replication.factor=1
status.storage.replication.factor=1
offset.storage.partitions=1
status.storage.partitions=1
connector.client.config.override.policy=Allowlist
connector.client.config.override.allowlist=linger.ms
rest.extension.classes=org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension
admin.listeners=
`
}
