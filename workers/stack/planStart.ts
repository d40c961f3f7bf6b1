/** Everything a start needs to know before the first service is started. */
import { networkInterfaces } from 'node:os'
import { dirname, join } from 'node:path'
import { loopbackEndpoints } from '../../contract/loopbackEndpoints'
import type { Settings } from '../../contract/settings'
import { serviceNames, type ServiceName } from '../../contract/snapshot'
import type { Endpoints, Paths } from '../../contract/workers'
import { readRuntimeManifest } from '../../files/readRuntimeManifest'
import { serviceAccount, wantsRoot } from './data/account'
import { openStackCredentials } from './data/stackCredentials'
import type { DataFolder } from './data/dataFolder'
import { openDataFolder } from './data/dataFolder'
import { refuseUnreachable } from './data/programs'
import type { Registry } from './data/registry'
import type { ServiceEntry } from './data/servicesFile'
import type { Assignment } from './life/superviseService'
import { choosePort, isFree } from './ports/choosePort'
import { isAlive } from '../../common/process/identity'
import type { InternalServicePorts, Place, ServicePorts } from './services/description'
import { describeServices } from './services/describeServices'
import { readJars, readJvmRecipe } from './services/jvmRecipe'

export interface StartPlan {
  readonly endpoints: Endpoints
  readonly assignments: Readonly<Record<ServiceName, Assignment>>
}

/** Whom the services run as, once the data folder is open to them. */
export async function openForServices(folder: DataFolder): Promise<Place['account']> {
  const account = serviceAccount()
  await openDataFolder(folder, account)
  return account
}

/**
 * Reads what set-up brought, chooses the ports (a service that still runs keeps its own) and describes each service.
 * @param doors ports that doors of this worker hold.
 * @throws MarsadError runtime_missing, program_unreachable.
 */
export async function planStart(
  paths: Paths,
  settings: Settings,
  folder: DataFolder,
  registry: Registry,
  account: Place['account'],
  doors: ReadonlySet<number>,
): Promise<StartPlan> {
  const manifest = readRuntimeManifest(paths.runtime)
  const jvm = readJvmRecipe(join(dirname(paths.sql), 'runtime', 'jvm.json'))
  const jars = await readJars(manifest.kafka.libs)
  const asRoot = wantsRoot()
  if (account !== null) await refuseUnreachable(account, asRoot ? null : { paths, jars }, manifest)
  const { ports, taken } = await choosePorts(settings, registry, doors)
  registry.change({ internalPorts: { ...ports.internal } })
  const credentials = await openStackCredentials(folder.root)
  const endpoints = loopbackEndpoints(ports, { ports: ports.internal, credentials })
  const place: Place = {
    folder,
    paths,
    manifest,
    jvm,
    jars,
    ports,
    endpoints,
    credentials,
    ipv6: hasIpv6(),
    account,
    asRoot,
  }
  const assignment = (name: ServiceName): Assignment => ({
    description: describeServices[name](place),
    folder,
    registry,
    taken: taken[name],
  })
  return {
    endpoints,
    assignments: {
      postgres: assignment('postgres'),
      kafka: assignment('kafka'),
      connect: assignment('connect'),
      clickhouse: assignment('clickhouse'),
      redis: assignment('redis'),
    },
  }
}

/** Whether this machine has [::1]. */
const hasIpv6 = (): boolean =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1') === true)

type Taken = Record<ServiceName, ServiceEntry['taken']>

/** Services whose published port a door of the stack worker holds, not their process. */
const behindDoor: readonly ServiceName[] = ['connect']

async function choosePorts(
  settings: Settings,
  registry: Registry,
  doors: ReadonlySet<number>,
): Promise<{ ports: ServicePorts; taken: Taken }> {
  const ports: Record<ServiceName, number> = { ...settings.ports }
  const taken: Taken = { postgres: null, kafka: null, connect: null, clickhouse: null, redis: null }
  const used = new Set<number>()
  const alive = new Map<ServiceName, ServiceEntry>()
  for (const name of serviceNames) {
    const entry = registry.get(name)
    if (entry === undefined || !isAlive(entry.process)) continue
    alive.set(name, entry)
    used.add(entry.port)
  }
  for (const name of serviceNames) {
    const entry = alive.get(name)
    // A door ends with its worker: while the process lives on, somebody else may have taken its port.
    const lost =
      entry !== undefined && behindDoor.includes(name) && !doors.has(entry.port) && !(await isFree(entry.port))
    if (entry !== undefined && !lost) {
      ports[name] = entry.port
      taken[name] = entry.taken
      continue
    }
    const wanted = settings.ports[name]
    const othersWish = serviceNames.filter((other) => other !== name).map((other) => settings.ports[other])
    const reserved = new Set([...used, ...othersWish.filter((port) => port !== wanted)])
    const chosen = await choosePort(wanted, reserved)
    ports[name] = chosen.port
    taken[name] = chosen.taken
    used.add(chosen.port)
  }
  // Beside the published ones, below the range from which the system takes ports for outgoing connections.
  const reserved = new Set([...used, ...Object.values(settings.ports)])
  const internalPort = async (name: keyof InternalServicePorts, of: 'kafka' | 'connect'): Promise<number> => {
    const known = alive.has(of) ? registry.read().internalPorts[name] : undefined
    const port = known ?? (await choosePort(ports[of] + 1, reserved)).port
    reserved.add(port)
    return port
  }
  const controller = await internalPort('controller', 'kafka')
  const kafka = await internalPort('kafka', 'kafka')
  const connect = await internalPort('connect', 'connect')
  return { ports: { ...ports, internal: { controller, kafka, connect } }, taken }
}
