/** The embedded Postgres alone, by the very description that a start uses; and a cluster as versions before the console's own superuser made it. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { loopbackEndpoints } from '../../contract/loopbackEndpoints'
import { runtimeManifestSchema } from '../../contract/runtime'
import { serviceAccount } from '../../workers/stack/data/account'
import { dataFolderAt, openDataFolder } from '../../workers/stack/data/dataFolder'
import { give } from '../../workers/stack/data/ownership'
import { openStackCredentials } from '../../workers/stack/data/stackCredentials'
import { endProcess } from '../../workers/stack/process/endProcess'
import { startService } from '../../workers/stack/process/startService'
import type { Command, Place } from '../../workers/stack/services/description'
import { describePostgres } from '../../workers/stack/services/postgres'
import { runTool } from '../../workers/stack/services/runTool'
import { samplePlace } from '../../workers/stack/services/samplePlace'
import { freeServicePorts } from './freePorts'
import { pathsFor } from './paths'
import { waitFor } from './waitFor'

const noSignal = new AbortController().signal
const ignore = (): void => undefined

/** Where a start would put Postgres for this data folder, on a free port. */
export async function postgresPlace(dataDir: string): Promise<Place> {
  const published = await freeServicePorts()
  const paths = pathsFor(dataDir)
  const folder = dataFolderAt(dataDir)
  const account = serviceAccount()
  await openDataFolder(folder, account)
  const ports = { ...published, internal: { controller: 0, kafka: 0, connect: 0 } }
  const credentials = await openStackCredentials(dataDir)
  const manifest = runtimeManifestSchema.parse(JSON.parse(await readFile(paths.runtime, 'utf8')))
  const endpoints = loopbackEndpoints(ports, { ports: ports.internal, credentials })
  return { ...samplePlace(ports), folder, paths, manifest, account, credentials, endpoints }
}

/** Starts it as the supervisor does, uses it, and stops it. @param signal kills what prepares its data */
export async function withPostgres<T>(place: Place, use: () => Promise<T>, signal = noSignal): Promise<T> {
  const description = describePostgres(place)
  await description.prepareData(ignore, signal)
  return running(place, description.command, async () => {
    await waitFor('Postgres to answer', async () => {
      await description.answers(noSignal)
      return true
    })
    await description.afterFirstAnswer?.(noSignal)
    return use()
  })
}

async function running<T>(place: Place, command: Command, use: () => Promise<T>): Promise<T> {
  const started = await startService(command, join(place.folder.logs, 'postgres.log'))
  if (!('process' in started)) throw new Error('Postgres ended at once')
  try {
    return await use()
  } finally {
    await endProcess(started.process, { signal: 'SIGINT', limitMs: 15_000 })
  }
}

/** Asks as any role, over the loopback. */
export async function inSession<T>(
  place: Place,
  who: pg.ClientConfig,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const { host, port, database } = place.endpoints.postgres
  const client = new pg.Client({ host, port, database, ...who })
  client.on('error', ignore)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** Makes a cluster whose bootstrap role is `app`, by the command of before, and fills it. */
export async function makeOldCluster(place: Place, fill: (ask: typeof inSession) => Promise<void>): Promise<void> {
  const home = place.folder.store('postgres')
  const data = join(home, 'data')
  await mkdir(home, { recursive: true })
  await give(home, place.account)
  const password = join(home, 'password')
  await writeFile(password, 'app\n')
  await give(password, place.account)
  const command = describePostgres(place).command
  await runTool(
    {
      ...command,
      file: join(place.manifest.postgres.bin, 'initdb'),
      args: [
        ...[`--pgdata=${data}`, '--username=app', `--pwfile=${password}`, '--auth=scram-sha-256', '--encoding=UTF8'],
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions'],
      ],
    },
    noSignal,
  )
  await rm(password)
  const args = command.args.filter(
    (each, index) => ![each, command.args[index + 1] ?? ''].some((one) => one.startsWith('hba_file=')),
  )
  await running(place, { ...command, args }, async () => {
    await waitFor('the old Postgres to answer', () =>
      inSession(place, { user: 'app', password: 'app', database: 'postgres' }, () => Promise.resolve(true)),
    )
    await fill(inSession)
  })
}
