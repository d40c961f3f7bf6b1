/** Kafka without the rest of the stack, run as the stack runs it, with the pipeline's topics. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loopbackEndpoints } from '../../../contract/loopbackEndpoints'
import { runtimeManifestSchema } from '../../../contract/runtime'
import { defaultSettings } from '../../../contract/settings'
import type { Endpoints } from '../../../contract/workers'
import { dataFolderAt } from '../../../workers/stack/data/dataFolder'
import { openStackCredentials } from '../../../workers/stack/data/stackCredentials'
import { pause } from '../../../common/pause'
import { limitKafkaAccess } from '../../../workers/stack/prepare/limitKafkaAccess'
import { prepareTopics } from '../../../workers/stack/prepare/prepareTopics'
import type { Place } from '../../../workers/stack/services/description'
import { describeKafka } from '../../../workers/stack/services/kafka'
import { readJars, readJvmRecipe } from '../../../workers/stack/services/jvmRecipe'
import { endService, startService, type Service } from '../../remote/support/child'
import { pathsFor } from '../../support/paths'
import { projectRoot } from '../../support/cli'
import { freePorts } from '../../support/freePorts'
import { waitFor } from '../../support/waitFor'

export interface KafkaAlone {
  readonly endpoints: Endpoints
  /** A folder of this run, removed by `stop`. */
  readonly folder: string
  readonly stop: () => Promise<void>
}

const startLimitMs = 60_000

/** Where Kafka's folder is for a broker without the rest of the stack. MARSAD_RUNTIME_MANIFEST must name what set-up brought. */
export async function placeAlone(folder: string): Promise<Place> {
  const paths = pathsFor(folder)
  const manifest = runtimeManifestSchema.parse(JSON.parse(await readFile(paths.runtime, 'utf8')))
  const [kafka = 0, controller = 0, internalKafka = 0, unused = 0] = await freePorts(4)
  const internal = { controller, kafka: internalKafka, connect: unused }
  const ports = { kafka, postgres: unused, connect: unused, clickhouse: unused, redis: unused, internal }
  const credentials = await openStackCredentials(folder)
  return {
    folder: dataFolderAt(folder),
    paths,
    manifest,
    jvm: readJvmRecipe(join(projectRoot, 'runtime', 'jvm.json')),
    jars: await readJars(manifest.kafka.libs),
    ports,
    endpoints: loopbackEndpoints(ports, { ports: internal, credentials }),
    credentials,
    ipv6: false,
    account: null,
    asRoot: true,
  }
}

/** Starts a broker at its place, as the stack does, and waits for its first answer. */
export async function startBroker(place: Place): Promise<Service> {
  const description = describeKafka(place)
  const signal = new AbortController().signal
  for (const { path, text } of description.files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { mode: 0o600 })
  }
  await description.prepareData(() => undefined, signal)
  const healing = (await description.healing?.()) ?? null
  if (healing !== null) {
    const healer = startService('kafka (recovery)', healing.command)
    await waitFor('the session to have run out', () => healing.done.test(healer.output()), startLimitMs, 50)
    await pause(healing.settleMs, signal)
    await endService(healer, 'SIGTERM')
  }
  const service = startService('kafka', description.command)
  try {
    await waitFor(
      'Kafka',
      () => {
        if (service.child.exitCode !== null) throw new Error(`Kafka ended:\n${service.output()}`)
        return description.answers(signal).then(
          () => true,
          () => false,
        )
      },
      startLimitMs,
      200,
    )
    return service
  } catch (thrown) {
    await endService(service, 'SIGKILL')
    throw new Error(`Kafka did not start:\n${service.output()}`, { cause: thrown })
  }
}

/** Starts one broker in a folder of its own under the system's temporary folder, with the pipeline's topics. */
export async function startKafkaAlone(): Promise<KafkaAlone> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-bench-'))
  const place = await placeAlone(folder)
  const service = await startBroker(place)
  const stop = async (): Promise<void> => {
    await endService(service, 'SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await limitKafkaAccess(place.endpoints, defaultSettings)
    await prepareTopics(place.endpoints, new AbortController().signal)
  } catch (thrown) {
    await stop()
    throw new Error(`Kafka could not be prepared:\n${service.output()}`, { cause: thrown })
  }
  return { endpoints: place.endpoints, folder, stop }
}
