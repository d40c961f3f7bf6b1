/** One running pipeline for a suite: started through the CLI, asked through the CLI. */
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  statusSchema,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type Status,
} from '../../contract/commands'
import { loopbackEndpoints } from '../../contract/loopbackEndpoints'
import type { ServiceName } from '../../contract/snapshot'
import type { Endpoints } from '../../contract/workers'
import { askInstance } from '../../host/control/client'
import { readInstance } from '../../host/instanceLock'
import { readServicesFile } from '../../workers/stack/data/servicesFile'
import { openStackCredentials } from '../../workers/stack/data/stackCredentials'
import { runCli, startCli, type Started } from './cli'
import { waitFor } from './waitFor'

/** Pause between two questions for the status, each of which is a process of its own. */
export const statusEveryMs = 500

export interface Instance {
  dataDir: string
  process: Started
}

/** A data folder of its own. */
export async function newDataDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'marsad-test-'))
}

export async function writeSettings(dataDir: string, settings: object): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify(settings))
}

export async function readStatus(dataDir: string): Promise<Status> {
  const answer = await runCli(['status', '--json', '--data', dataDir])
  if (answer.code !== 0) throw new Error(`status exited with ${String(answer.code)}: ${answer.stderr}`)
  return statusSchema.parse(JSON.parse(answer.stdout))
}

/** Starts `marsad up` and resolves when its canary has been seen everywhere. */
export async function startInstance(
  dataDir: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Instance> {
  const process = startCli(['up', '--data', dataDir, '--events-per-second', '0', ...args], env)
  const ended = process.finished.then((end) => {
    throw new Error(`marsad up ended with ${String(end.code)}:\n${end.stdout}\n${end.stderr}`)
  })
  // Asked over the socket: the CLI's status is a process of its own each time, which a start on two processors would have to share with.
  const ready = waitFor(
    'the stack to be ready',
    async () => (await ask(dataDir, 'app.snapshot', {})).stack.phase === 'ready' && (await readStatus(dataDir)).ready,
    180_000,
    200,
  )
  try {
    await Promise.race([ready, ended])
  } catch (thrown) {
    process.child.kill('SIGKILL')
    throw new Error(`not ready; its output:\n${process.output()}`, { cause: thrown })
  }
  // From here on its end is the caller's business.
  ended.catch((thrown: unknown) => process.child.emit('marsad-ended', thrown))
  return { dataDir, process }
}

/** Stops an instance as a person would and removes its data. */
export async function stopInstance(instance: Instance): Promise<void> {
  const down = await runCli(['down', '--data', instance.dataDir])
  if (down.code !== 0) throw new Error(`down exited with ${String(down.code)}: ${down.stderr}`)
  await instance.process.finished
  await rm(instance.dataDir, { recursive: true, force: true })
}

/** Runs a command as another terminal would, over the control socket. */
export async function ask<N extends CommandName>(
  dataDir: string,
  name: N,
  input: CommandInput<N>,
): Promise<CommandOutput<N>> {
  const running = await readInstance(dataDir)
  if (running === null) throw new Error(`nothing runs on ${dataDir}`)
  return askInstance(running.socket, name, input)
}

export function serviceOf(status: Status, name: ServiceName): Status['services'][number] {
  const found = status.services.find((service) => service.name === name)
  if (found === undefined) throw new Error(`no service ${name} in the status`)
  return found
}

/** Where the services of an instance answer the console's own parts, as its stack worker works it out. */
export async function endpointsOf(dataDir: string): Promise<Endpoints> {
  const { services } = await readStatus(dataDir)
  return instanceEndpoints(dataDir, (name) => {
    const found = services.find((service) => service.name === name)
    if (found === undefined) throw new Error(`no service ${name} in the status`)
    return found.port
  })
}

export async function instanceEndpoints(dataDir: string, port: (name: ServiceName) => number): Promise<Endpoints> {
  const { internalPorts } = readServicesFile(join(dataDir, 'run', 'services.json'))
  const ports = {
    postgres: port('postgres'),
    kafka: port('kafka'),
    connect: port('connect'),
    clickhouse: port('clickhouse'),
    redis: port('redis'),
  }
  return loopbackEndpoints(ports, {
    ports: { kafka: internalPorts['kafka'] ?? 0, connect: internalPorts['connect'] ?? 0 },
    credentials: await openStackCredentials(dataDir),
  })
}
