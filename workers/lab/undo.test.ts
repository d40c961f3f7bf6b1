import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import pg from 'pg'
import { loopbackEndpoints } from '../../contract/loopbackEndpoints'
import { sampleAccess } from '../../contract/testing/sampleAccess'
import { defaultSettings } from '../../contract/settings'
import { identify } from '../../common/process/identity'
import { sendSignal, undo } from './undo'
import type { LabTools } from './tools'

const unasked = (): Promise<never> => Promise.reject(new Error('not asked for here'))
const pool = new pg.Pool()
const tools: LabTools = {
  services: {
    endpoints: loopbackEndpoints(defaultSettings.ports, sampleAccess),
    pool,
    produce: unasked,
    clickhouse: unasked,
  },
  ask: unasked,
  pidOf: () => 0,
  named: unasked,
  signal: new AbortController().signal,
}

test.runIf(process.platform === 'linux')('only the very process that was stopped goes on', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  const who = identify(child.pid ?? 0)
  if (who === null) throw new Error('it does not run')
  const state = (): string | undefined => /\) (\w)/.exec(readFileSync(`/proc/${who.pid}/stat`, 'utf8'))?.[1]
  expect(sendSignal(who.pid, 'SIGSTOP')).toBe(true)
  await expect.poll(state).toBe('T')
  await undo({ kind: 'continue', pid: who.pid, startedAt: 'another time' }, tools)
  expect(state()).toBe('T')
  await undo({ kind: 'continue', ...who }, tools)
  await expect.poll(state).not.toBe('T')
  child.kill('SIGKILL')
  await once(child, 'exit')
  // Nobody is there any more: nothing to take back.
  await undo({ kind: 'continue', ...who }, tools)
  expect(sendSignal(who.pid, 'SIGCONT')).toBe(false)
})

test.runIf(process.platform === 'linux')(
  'traffic is turned off with the generator that it was turned on with',
  async () => {
    const asked: string[] = []
    const asking: LabTools = {
      ...tools,
      ask: (name) => {
        asked.push(name)
        return Promise.reject(new Error('not answered here'))
      },
    }
    const generator = identify(process.pid)
    if (generator === null) throw new Error('this process does not run')
    // Another console's generator begins as the settings say.
    await undo(
      { kind: 'traffic_off', eventsPerSecond: 5, generator: { ...generator, startedAt: 'another time' } },
      asking,
    )
    expect(asked).toEqual([])
    await expect(undo({ kind: 'traffic_off', eventsPerSecond: 5, generator }, asking)).rejects.toThrow(
      'not answered here',
    )
    expect(asked).toEqual(['generator.set'])
  },
)
