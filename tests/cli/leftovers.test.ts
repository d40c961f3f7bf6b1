/** Servers that outlived their console: found, reported, ended, and never joined by a second one on the same store. */
import { spawn } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serviceNames } from '../../contract/snapshot'
import { dataFolderAt } from '../../workers/stack/data/dataFolder'
import { readServicesFile } from '../../workers/stack/data/servicesFile'
import { storeHolders } from '../../workers/stack/leftovers/storeHolders'
import { runCli } from '../support/cli'
import { freeServicePorts } from '../support/freePorts'
import { newDataDir, readStatus, startInstance, writeSettings, type Instance } from '../support/instance'
import { insertContent, insertEvents, openStores, untilConsistent } from '../support/pipeline'
import { isAlive } from '../support/processes'
import { waitFor } from '../support/waitFor'

let dataDir = ''
let instance: Instance
let ids: readonly number[] = []

const servers = () => storeHolders(dataFolderAt(dataDir)).filter(({ server }) => server)

/** Kills the console and the guardian, so that nobody ends the services, and replaces what services.json says of them. */
async function abandon(servicesFile: string | null): Promise<void> {
  const path = join(dataDir, 'run', 'services.json')
  const { guardian } = readServicesFile(path)
  if (guardian === null) throw new Error('a running stack has a guardian')
  process.kill(guardian.pid, 'SIGKILL')
  instance.process.child.kill('SIGKILL')
  await instance.process.finished
  await waitFor('the guardian to be gone', () => !isAlive(guardian.pid))
  if (servicesFile === null) await rm(path)
  else await writeFile(path, servicesFile)
}

beforeAll(async () => {
  dataDir = await newDataDir()
  await writeSettings(dataDir, { ports: await freeServicePorts() })
  instance = await startInstance(dataDir)
  const stores = await openStores(dataDir)
  const contentId = await insertContent(stores)
  await insertEvents(stores, [{ contentId, durationMs: 1_000 }])
  ids = await untilConsistent(stores)
  await stores.close()
})
afterAll(async () => {
  for (const { process: server } of servers()) process.kill(server.pid, 'SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

test('a start ends the servers of before when services.json is garbage, and loses no row', async () => {
  await abandon('{"format":1,"servic')
  const before = servers().map(({ process }) => process.pid)
  expect(
    servers()
      .map(({ service }) => service)
      .sort(),
  ).toEqual([...serviceNames].sort())
  expect((await readStatus(dataDir)).left_running.map(({ pid }) => pid).sort()).toEqual([...before].sort())

  instance = await startInstance(dataDir)
  expect(before.filter(isAlive)).toEqual([])
  expect(
    servers()
      .map(({ service }) => service)
      .sort(),
  ).toEqual([...serviceNames].sort())
  const stores = await openStores(dataDir)
  expect(await untilConsistent(stores)).toEqual(ids)
  await stores.close()
})

test('down ends servers that no file names, and wipe deletes the folder after that', async () => {
  await abandon(null)
  const status = await runCli(['status', '--data', dataDir])
  expect(status.stdout).toContain('servers of it do')
  // A shell in a store's folder holds it too, and is not ours to end.
  const shell = spawn('sleep', ['600'], { cwd: join(dataDir, 'redis'), stdio: 'ignore' })
  try {
    const refused = await runCli(['down', '--wipe', '--yes', '--data', dataDir])
    expect(refused.code).toBe(1)
    expect(refused.stdout).toContain('these servers of it were ended')
    expect(refused.stderr).toContain(`sleep (pid ${String(shell.pid)}) uses the Redis store`)
    expect(servers()).toEqual([])
    expect(await readdir(join(dataDir, 'postgres'))).not.toEqual([])
  } finally {
    shell.kill('SIGKILL')
  }
  await waitFor('the shell to be gone', () => !isAlive(shell.pid ?? 0))
  const wiped = await runCli(['down', '--wipe', '--yes', '--data', dataDir])
  expect(wiped, wiped.stderr).toMatchObject({ code: 0 })
  await expect(readdir(dataDir)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('wipe leaves a folder that is not Marsad’s as it is', async () => {
  const folder = await newDataDir()
  for (const name of ['logs', 'run', 'kafka', 'mine']) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'file'), 'kept')
  }
  const refused = await runCli(['down', '--wipe', '--yes', '--data', folder])
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.stderr).toContain('is not a data folder of Marsad')
  for (const name of ['logs', 'run', 'kafka', 'mine']) {
    expect(await readFile(join(folder, name, 'file'), 'utf8')).toBe('kept')
  }
  await rm(folder, { recursive: true })
})
