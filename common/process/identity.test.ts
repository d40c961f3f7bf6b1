import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { identify, isAlive } from './identity'

describe('identity', () => {
  it('recognises this process', () => {
    const self = identify(process.pid)
    expect(self).not.toBeNull()
    if (self !== null) expect(isAlive(self)).toBe(true)
  })

  it('does not take another process with the same pid for the one that was meant', () => {
    expect(isAlive({ pid: process.pid, startedAt: 'another boot:1' })).toBe(false)
  })

  it('knows when a process has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' })
    await once(child, 'spawn')
    const who = identify(child.pid ?? 0)
    expect(who).not.toBeNull()
    child.kill('SIGKILL')
    await once(child, 'exit')
    if (who !== null) expect(isAlive(who)).toBe(false)
  })
})
