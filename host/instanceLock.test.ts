import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readInstance, takeInstance } from './instanceLock'
import { processIdentity } from './processIdentity'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-lock-'))
})
afterEach(() => rm(folder, { recursive: true }))
const take = () => takeInstance(folder, 'cli', '/tmp/x.sock', () => 5)
const lay = async (content: string): Promise<void> => {
  await mkdir(join(folder, 'run'), { recursive: true })
  await writeFile(join(folder, 'run', 'instance.json'), content)
}
const lock = (pid: number, identity: string): string =>
  JSON.stringify({ pid, identity, socket: '/s', kind: 'cli', startedAt: 1 })

test('taken, read, given up; nothing else is left behind', async () => {
  const held = await take()
  expect(await readInstance(folder)).toEqual({
    pid: process.pid,
    identity: await processIdentity(process.pid),
    socket: '/tmp/x.sock',
    kind: 'cli',
    startedAt: 5,
  })
  expect(await readdir(join(folder, 'run'))).toEqual(['instance.json'])
  await held.release()
  expect(await readInstance(folder)).toBeNull()
  expect(await readdir(join(folder, 'run'))).toEqual([])
})

test('what cannot be a lock is replaced at once; a folder is named', async () => {
  const path = join(folder, 'run', 'instance.json')
  await lay('')
  await rm(path)
  execFileSync('mkfifo', [path])
  expect(await readInstance(folder)).toBeNull()
  await (await take()).release()
  await symlink('/dev/zero', path)
  await (await take()).release()
  await mkdir(path)
  await expect(take()).rejects.toMatchObject({ failure: { code: 'file_kind', details: { path, kind: 'folder' } } })
})

test('refused while its owner lives, with pid and folder', async () => {
  const owner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(owner, 'spawn')
  const pid = owner.pid ?? 0
  await lay(lock(pid, (await processIdentity(pid)) ?? ''))
  await expect(take()).rejects.toMatchObject({ failure: { code: 'data_in_use', details: { pid, dataDir: folder } } })
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  const held = await take()
  expect((await readInstance(folder))?.pid).toBe(process.pid)
  await held.release()
})

test('taken over when the pid now belongs to another process', async () => {
  await lay(lock(process.pid, 'an earlier boot:1'))
  expect(await readInstance(folder)).toBeNull()
  await (await take()).release()
})

test.each(['', '{"pid":', '{"pid":"one"}'])('taken over when it is not a lock: %s', async (content) => {
  await lay(content)
  await (await take()).release()
})

test('of many that try at once, one wins', async () => {
  await lay(lock(process.pid, 'an earlier boot:1'))
  const answers = await Promise.allSettled(Array.from({ length: 8 }, take))
  expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1)
})

test('a guard that a killed starter left does not bar the way for ever', async () => {
  await lay(lock(process.pid, 'an earlier boot:1'))
  const guard = join(folder, 'run', 'instance.json.takeover')
  await mkdir(guard)
  await utimes(guard, 1, 1)
  await (await take()).release()
  expect(await readdir(join(folder, 'run'))).toEqual([])
})

test('a lock that was taken by somebody else meanwhile is not removed', async () => {
  const held = await take()
  await lay(lock(process.pid, 'somebody else'))
  await held.release()
  expect(await readdir(join(folder, 'run'))).toEqual(['instance.json'])
})

test('a process that does not exist has no identity', async () => {
  expect(await processIdentity(2 ** 22 + 1)).toBeNull()
})
