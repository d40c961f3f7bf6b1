/** The images: the servers of the embedded stack, behind what docker-compose.yml expects of the official images. */
import { readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RuntimeManifest } from '../../../contract/runtime'
import { projectFolder } from '../../../runtime/setup/paths.mjs'
import { chattyClients, log4j2Properties } from '../../../workers/stack/services/log4j2'
import { readJars, readJvmRecipe, type JvmProgram, type JvmRecipe } from '../../../workers/stack/services/jvmRecipe'
import { referenceOf, type ImageRecipe, type RecipeFile } from './imageRecipe'

/** Service of docker-compose.yml → its image. */
export interface ServiceImages {
  readonly postgres: string
  readonly kafka: string
  readonly connect: string
  readonly clickhouse: string
  readonly redis: string
  readonly 'kafka-ui': string
}

export interface PlannedImages {
  /** In the order to build them. */
  readonly recipes: readonly { readonly reference: string; readonly recipe: ImageRecipe }[]
  readonly services: ServiceImages
}

const own = (name: string): RecipeFile => ({ path: fileURLToPath(new URL(`files/${name}`, import.meta.url)) })
const npmPackage = (name: string): RecipeFile => ({ path: join(projectFolder, 'node_modules', name) })

/** @param base reference of the image of the Debian root. */
export async function planImages(base: string, manifest: RuntimeManifest): Promise<PlannedImages> {
  const recipes: { reference: string; recipe: ImageRecipe }[] = []
  const plan = async (name: string, dockerfile: string, files: Record<string, RecipeFile>): Promise<string> => {
    const recipe = { name, dockerfile, files: new Map(Object.entries(files)) }
    const reference = await referenceOf(recipe)
    recipes.push({ reference, recipe })
    return reference
  }
  // The class data archives fit only this Java and these jars, at these very places.
  const javaHome = dirname(dirname(await realpath(manifest.java)))
  const libs = manifest.kafka.libs
  const jvm = readJvmRecipe(join(projectFolder, 'runtime', 'jvm.json'))
  const jars = await readJars(libs)
  const archiveFolder = '/opt/marsad/archives'
  const argumentsOf = (program: JvmProgram): RecipeFile => {
    const archive = program === 'connect' ? manifest.kafka.archives.connect : manifest.kafka.archives.kafka
    return { text: argumentFile(jvm, program, archive === null ? null : `${archiveFolder}/${program}.jsa`, jars) }
  }
  const archive = (program: 'kafka' | 'connect'): Record<string, RecipeFile> => {
    const path = manifest.kafka.archives[program]
    return path === null ? {} : { [`archives/${program}.jsa`]: { path } }
  }
  const copyArchives = (program: 'kafka' | 'connect'): string =>
    manifest.kafka.archives[program] === null ? '' : `COPY archives ${archiveFolder}`

  const java = await plan(
    'java',
    `FROM ${base}
COPY java ${javaHome}
COPY libs ${libs}
COPY marsad /opt/marsad
ENV PATH=${javaHome}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin MALLOC_ARENA_MAX=${jvm.environment['MALLOC_ARENA_MAX'] ?? '2'}
`,
    {
      java: { path: javaHome },
      libs: { path: libs },
      'marsad/properties.sh': own('properties.sh'),
      'marsad/log4j2.properties': { text: log4j2Properties(quietLoggers) },
    },
  )
  const kafka = await plan(
    'kafka',
    `FROM ${java}
COPY marsad /opt/marsad
COPY docker /etc/kafka/docker
${copyArchives('kafka')}
COPY --chown=kafka:kafka empty /var/lib/kafka/data
COPY --chown=kafka:kafka empty /etc/kafka/secrets
VOLUME ["/etc/kafka/secrets", "/var/lib/kafka/data", "/mnt/shared/config"]
USER kafka
WORKDIR /tmp
EXPOSE 9092
CMD ["/etc/kafka/docker/run"]
`,
    {
      ...emptyFolder,
      // Where the official image has it: docker-compose.yml calls it by this path.
      'docker/run': own('kafka.sh'),
      'marsad/kafka.args': argumentsOf('kafka'),
      'marsad/storageTool.args': argumentsOf('storageTool'),
      ...archive('kafka'),
    },
  )
  const connect = await plan(
    'connect',
    `FROM ${java}
COPY marsad /opt/marsad
${copyArchives('connect')}
COPY plugins /kafka/connect
COPY --chown=kafka:kafka empty /kafka/config
VOLUME ["/kafka/config"]
USER kafka
WORKDIR /tmp
EXPOSE 8083
ENTRYPOINT ["/opt/marsad/connect.sh"]
`,
    {
      ...emptyFolder,
      'marsad/connect.sh': own('connect.sh'),
      'marsad/connect.args': argumentsOf('connect'),
      plugins: { path: manifest.kafka.plugins },
      ...archive('connect'),
    },
  )
  const major = manifest.postgres.version.split('.')[0] ?? ''
  const postgres = await plan(
    'postgres',
    `FROM ${base}
COPY server /usr/lib/marsad-postgres
COPY docker-entrypoint.sh /usr/local/bin/
ENV PATH=/usr/lib/marsad-postgres/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PGDATA=/var/lib/postgresql/${major}/docker
VOLUME ["/var/lib/postgresql"]
STOPSIGNAL SIGINT
EXPOSE 5432
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
`,
    { server: { path: dirname(manifest.postgres.bin) }, 'docker-entrypoint.sh': own('postgres.sh') },
  )
  const clickhouse = await plan(
    'clickhouse',
    `FROM ${base}
COPY node /usr/local/bin/node
COPY modules /opt/clickhouse/node_modules
COPY host /opt/clickhouse
COPY entrypoint.sh /entrypoint.sh
VOLUME ["/var/lib/clickhouse"]
EXPOSE 8123
ENTRYPOINT ["/entrypoint.sh"]
`,
    {
      node: { path: await realpath(manifest.node) },
      'modules/chdb': npmPackage('chdb'),
      [`modules/@chdb/${chdbLibrary}`]: npmPackage(`@chdb/${chdbLibrary}`),
      'modules/zod': npmPackage('zod'),
      'host/package.json': { text: '{"type":"module"}\n' },
      'host/serve.mjs': own('serve.mjs'),
      ...(await hostFiles(join(projectFolder, 'out', 'main'))),
      'entrypoint.sh': own('clickhouse.sh'),
    },
  )
  const redis = await plan(
    'redis',
    `FROM ${base}
COPY docker-entrypoint.sh /usr/local/bin/
COPY redis-server /usr/local/bin/redis-server
VOLUME ["/data"]
WORKDIR /data
EXPOSE 6379
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["redis-server"]
`,
    // One program, which is the server when it is called so.
    { 'docker-entrypoint.sh': own('redis.sh'), 'redis-server': { path: await realpath(manifest.redis.server) } },
  )
  // Nothing of Kafka UI comes by a package registry: this answers where its health is asked.
  const kafkaUi = await plan(
    'kafka-ui',
    `FROM ${base}
COPY www /www
EXPOSE 8080
CMD ["bash", "-c", "trap 'exit 0' TERM; busybox httpd -f -p 8080 -h /www & wait"]
`,
    { 'www/actuator/health': { text: '{"status":"UP"}\n' }, 'www/index.html': { text: '<title>Kafka UI</title>\n' } },
  )
  return { recipes, services: { postgres, kafka, connect, clickhouse, redis, 'kafka-ui': kafkaUi } }
}

/** Those that tell every setting, or every question that a health check asks. */
const quietLoggers = {
  ...chattyClients,
  'kafka.server.KafkaConfig': 'warn',
  'org.apache.kafka.connect.runtime.rest.RestServer': 'warn',
  'org.eclipse.jetty': 'warn',
  'org.glassfish.jersey': 'error',
} as const

const emptyFolder: Record<string, RecipeFile> = { 'empty/.keep': { text: '' } }
const chdbLibrary = `lib-linux-${process.arch}-gnu`

/** Java's arguments as a file of them; the heap's size is left out, since it comes from the environment. */
function argumentFile(jvm: JvmRecipe, program: JvmProgram, archive: string | null, jars: readonly string[]): string {
  const { flags, mainClass } = jvm.services[program]
  const fixed = program === 'storageTool' ? flags : flags.filter((flag) => !/^-Xm[sx]/.test(flag))
  return [
    ...jvm.shared,
    ...fixed,
    ...(archive === null || program === 'storageTool' ? [] : [`-XX:SharedArchiveFile=${archive}`]),
    '-Dlog4j2.configurationFile=/opt/marsad/log4j2.properties',
    '-Dlog4j2.disableJmx=true',
    '-cp',
    jars.join(':'),
    mainClass,
    '',
  ].join('\n')
}

/** The built host and the built files that it asks for. */
async function hostFiles(folder: string): Promise<Record<string, RecipeFile>> {
  const files: Record<string, RecipeFile> = {}
  const add = async (name: string): Promise<void> => {
    if (`host/${name}` in files) return
    const path = join(folder, name)
    files[`host/${name}`] = { path }
    for (const [, other] of (await readFile(path, 'utf8')).matchAll(/\bfrom\s*"(\.[^"]+)"/g)) {
      await add(join(dirname(name), other ?? ''))
    }
  }
  await add('clickhouse-host.js')
  return files
}
