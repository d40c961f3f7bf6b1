import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { endProcess } from './endProcess'
import { identify, type ProcessIdentity } from '../../../common/process/identity'

async function start(script: string): Promise<ProcessIdentity> {
  const child = spawn(process.execPath, ['-e', `${script}; setInterval(() => 0, 1000); console.log('up')`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(child.stdout, 'data')
  const who = identify(child.pid ?? 0)
  if (who === null) throw new Error('the child has ended')
  return who
}

describe('endProcess', () => {
  it('ends a process that listens', async () => {
    const who = await start('0')
    await expect(endProcess(who, { signal: 'SIGTERM', limitMs: 5_000 })).resolves.toBe('ended')
    await expect(endProcess(who, { signal: 'SIGTERM', limitMs: 5_000 })).resolves.toBe('gone')
  })

  it('kills one that does not', async () => {
    const who = await start("process.on('SIGTERM', () => 0)")
    await expect(endProcess(who, { signal: 'SIGTERM', limitMs: 200 })).resolves.toBe('killed')
    expect(identify(who.pid)).toBeNull()
  })

  it('leaves a stranger with the same pid alone', async () => {
    const who = await start('0')
    const stranger = { ...who, startedAt: 'another' }
    await expect(endProcess(stranger, { signal: 'SIGTERM', limitMs: 200 })).resolves.toBe('gone')
    expect(identify(who.pid)).toEqual(who)
    await endProcess(who, { signal: 'SIGTERM', limitMs: 5_000 })
  })
})
