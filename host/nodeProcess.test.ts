import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeProcess } from './nodeProcess'
import type { ProcessExit, WorkerProcess } from './worker/adapter'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-node-'))
  await writeFile(
    join(folder, 'echo.mjs'),
    `process.on('message', (m) => { console.log('heard ' + m.type); process.send({ echo: m, env: process.env.SECRET ?? null }) })
     process.on('disconnect', () => process.exit(3))`,
  )
})
afterAll(() => rm(folder, { recursive: true }))
const exitOf = (child: WorkerProcess) => new Promise<ProcessExit>((done) => child.onExit(done))
const messageOf = (child: WorkerProcess) => new Promise<unknown>((done) => child.onMessage(done))
const lineOf = (child: WorkerProcess) => new Promise<string>((done) => child.onOutput(done))

test('messages go both ways, output comes in lines, the environment is scrubbed, kill ends it', async () => {
  process.env['SECRET'] = 'x'
  const child = nodeProcess(process.execPath)(join(folder, 'echo.mjs'))
  const [message, line] = [messageOf(child), lineOf(child)]
  child.post({ type: 'shutdown' })
  expect(await message).toEqual({ echo: { type: 'shutdown' }, env: null })
  expect(await line).toBe('heard shutdown')
  expect(child.pid).toBeGreaterThan(0)
  child.kill()
  expect(await exitOf(child)).toEqual({ kind: 'signal', signal: 'SIGKILL' })
  // Told again to who asks late; posting to it does no harm.
  expect(await exitOf(child)).toEqual({ kind: 'signal', signal: 'SIGKILL' })
  child.post({ type: 'shutdown' })
  delete process.env['SECRET']
})

test('an entry that does not exist ends with its code, a Node that does not exist never begins', async () => {
  expect(await exitOf(nodeProcess(process.execPath)(join(folder, 'none.mjs')))).toEqual({ kind: 'code', code: 1 })
  expect(await exitOf(nodeProcess(join(folder, 'no-node'))(join(folder, 'echo.mjs')))).toMatchObject({
    kind: 'spawn_failed',
  })
})
