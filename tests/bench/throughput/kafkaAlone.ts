/** Kafka without the rest of the stack, run as the stack runs it, with the pipeline's topics. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loopbackEndpoints } from '../../../contract/loopbackEndpoints'
import { runtimeManifestSchema } from '../../../contract/runtime'
import type { Endpoints } from '../../../contract/workers'
import { dataFolderAt } from '../../../workers/stack/data/dataFolder'
import { openStackCredentials } from '../../../workers/stack/data/stackCredentials'
import { prepareTopics } from '../../../workers/stack/prepare/prepareTopics'
import { describeKafka } from '../../../workers/stack/services/kafka'
import { readJars, readJvmRecipe } from '../../../workers/stack/services/jvmRecipe'
import { endService, startService } from '../../remote/support/child'
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

/** Starts one broker in a folder of its own under the system's temporary folder. MARSAD_RUNTIME_MANIFEST must name what set-up brought. */
export async function startKafkaAlone(): Promise<KafkaAlone> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-bench-'))
  const paths = pathsFor(folder)
  const manifest = runtimeManifestSchema.parse(JSON.parse(await readFile(paths.runtime, 'utf8')))
  const [kafka = 0, controller = 0, internalKafka = 0, unused = 0] = await freePorts(4)
  const internal = { controller, kafka: internalKafka, connect: unused }
  const ports = { kafka, postgres: unused, connect: unused, clickhouse: unused, redis: unused, internal }
  const credentials = await openStackCredentials(folder)
  const endpoints = loopbackEndpoints(ports, { ports: internal, credentials })
  const description = describeKafka({
    folder: dataFolderAt(folder),
    paths,
    manifest,
    jvm: await readJvmRecipe(join(projectRoot, 'runtime', 'jvm.json')),
    jars: await readJars(manifest.kafka.libs),
    ports,
    endpoints,
    credentials,
    ipv6: false,
    account: null,
  })
  const signal = new AbortController().signal
  for (const { path, text } of description.files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  await description.prepareData(() => undefined, signal)
  const service = startService('kafka', description.command)
  const stop = async (): Promise<void> => {
    await endService(service, 'SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
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
    await prepareTopics(endpoints, signal)
  } catch (thrown) {
    await stop()
    throw new Error(`Kafka did not start:\n${service.output()}`, { cause: thrown })
  }
  return { endpoints, folder, stop }
}
