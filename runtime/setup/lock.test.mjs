import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from './lock.mjs'

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-lock-'))
  path = join(folder, 'set-up.lock')
})
afterEach(() => rm(folder, { recursive: true }))

async function pidOfADeadProcess() {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  if (child.pid === undefined) throw new Error('not started')
  return child.pid
}

test('two at once take turns, and the second is told whom it waits for', async () => {
  /** @type {string[]} */
  const order = []
  /** @type {number[]} */
  const waited = []
  const first = withLock(path, async () => {
    order.push('first in')
    await sleep(80)
    order.push('first out')
  })
  await sleep(20)
  const second = withLock(path, () => Promise.resolve(order.push('second')), {
    onWait: (pid) => void waited.push(pid),
    pollMs: 5,
  })
  await Promise.all([first, second])
  expect(order).toEqual(['first in', 'first out', 'second'])
  expect(waited).toEqual([process.pid])
  expect(await readdir(folder)).toEqual([])
})

test('many at once are never two inside', async () => {
  let inside = 0
  let most = 0
  const visits = Array.from({ length: 12 }, () =>
    withLock(
      path,
      async () => {
        most = Math.max(most, ++inside)
        await sleep(2)
        inside--
      },
      { pollMs: 1 },
    ),
  )
  await Promise.all(visits)
  expect(most).toBe(1)
})

test('a lock whose owner has died is taken over', async () => {
  await writeFile(path, JSON.stringify({ pid: await pidOfADeadProcess(), born: '1' }))
  expect(await withLock(path, () => Promise.resolve('in'))).toBe('in')
})

test.runIf(process.platform === 'linux')(
  'a later process with the dead owner’s pid does not hold the lock',
  async () => {
    await writeFile(path, JSON.stringify({ pid: process.pid, born: 'another time' }))
    expect(await withLock(path, () => Promise.resolve('in'))).toBe('in')
  },
)

test.each([
  ['', 'empty'],
  ['{"pid":', 'cut short'],
  ['{"pid":"x"}', 'foreign'],
])('a lock that says nothing usable is taken over: %j (%s)', async (text) => {
  await writeFile(path, text)
  expect(await withLock(path, () => Promise.resolve('in'))).toBe('in')
})

test('the lock is given back when the work fails', async () => {
  await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await readdir(folder)).toEqual([])
})

test('the lock names its owner while it is held', async () => {
  const text = await withLock(path, () => readFile(path, 'utf8'))
  expect(JSON.parse(text)).toMatchObject({ pid: process.pid })
})
