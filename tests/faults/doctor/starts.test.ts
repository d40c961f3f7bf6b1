/** Faults that a stack meets while it starts, or that need a disk of their own: named by the doctor, and mended. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DoctorSnapshot } from '../../../contract/doctor'
import { ask, newDataDir, startInstance, stopInstance, writeSettings, type Instance } from '../../support/instance'
import { mountSmallDisk, type SmallDisk } from '../../support/smallDisk'
import { waitFor } from '../../support/waitFor'

const mebi = 1_048_576
const diskMegabytes = 1_600
/** Below what the doctor calls nearly full, and above what a store needs to go on. */
const leftBytes = 200 * mebi

let disk: SmallDisk | null = null
let instance: Instance
let stranger: Server
let wanted = 0

const look = async (): Promise<DoctorSnapshot> => (await ask(instance.dataDir, 'doctor.look', {})).snapshot
const found = async (): Promise<string[]> => (await look()).findings.map(({ id }) => id)
const untilFound = (ids: readonly string[]): Promise<unknown> =>
  waitFor(
    `the doctor to find: ${ids.join(', ')}`,
    async () => {
      const now = await found()
      if (now.join() !== ids.join()) throw new Error(`found: ${now.join(', ')}`)
      return true
    },
    60_000,
    250,
  )

beforeAll(async () => {
  disk = await mountSmallDisk(diskMegabytes)
  let dataDir: string
  if (disk === null) dataDir = await newDataDir()
  else {
    dataDir = join(disk.path, 'data')
    await mkdir(dataDir)
    await chmod(dataDir, 0o755)
  }
  stranger = createServer()
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
  const address = stranger.address()
  if (address === null || typeof address === 'string') throw new Error('a stranger without a port')
  wanted = address.port
  await writeSettings(dataDir, { ports: { redis: wanted } })
  instance = await startInstance(dataDir)
}, 240_000)

afterAll(async () => {
  await stopInstance(instance)
  stranger.close()
  await disk?.unmount()
}, 120_000)

test('a port that is taken is told, and nothing else', { timeout: 90_000 }, async () => {
  await untilFound(['port_taken/redis'])
  expect((await look()).findings[0]).toMatchObject({
    severity: 'info',
    sentence: { values: { wanted: String(wanted) } },
  })
})

test('a disk that is nearly full is told before anything fails of it', { timeout: 120_000 }, async ({ skip }) => {
  if (disk === null) return skip('no disk could be mounted here')
  await disk.fill(leftBytes)
  await untilFound(['disk_nearly_full/disk', 'port_taken/redis'])
  await disk.free()
  await untilFound(['port_taken/redis'])
})

test('a start that fails is told with its reason, and the fix starts again', { timeout: 240_000 }, async () => {
  await ask(instance.dataDir, 'stack.stop', {})
  const phase = async (): Promise<string> => (await ask(instance.dataDir, 'app.snapshot', {})).stack.phase
  await waitFor('the stack to have stopped', async () => (await phase()) === 'stopped', 60_000)
  const version = join(instance.dataDir, 'postgres', 'data', 'PG_VERSION')
  const before = await readFile(version, 'utf8')
  await writeFile(version, '9.6\n')
  await ask(instance.dataDir, 'stack.start', {})
  await untilFound(['start_failed/stack'])
  await writeFile(version, before)
  expect(await ask(instance.dataDir, 'doctor.fix', { finding: 'start_failed/stack', fix: 'start' })).toMatchObject({
    outcome: 'verified',
  })
})
