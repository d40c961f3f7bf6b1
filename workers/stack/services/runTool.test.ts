import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Command } from './description'
import { runTool } from './runTool'

const never = new AbortController().signal
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-tool-'))
})
afterEach(() => rm(folder, { recursive: true }))

const shell = (script: string): Command => ({
  file: '/bin/sh',
  args: ['-c', script],
  env: { PATH: process.env['PATH'] ?? '' },
  cwd: folder,
  account: null,
})

describe('runTool', () => {
  it('answers what was printed to stdout, and gives what is to be read', async () => {
    expect(await runTool(shell('cat; echo no >&2'), never, 'سطر\n')).toBe('سطر\n')
  })

  it('fails with all that was printed', async () => {
    await expect(runTool(shell('echo one; echo two >&2; exit 3'), never)).rejects.toThrow(
      /ended with 3:\n(one\ntwo|two\none)$/,
    )
  })

  it('fails when there is no such program', async () => {
    await expect(runTool({ ...shell(''), file: join(folder, 'absent') }, never)).rejects.toMatchObject({
      code: 'ENOENT',
    })
  })

  it('ends by its exit code where it does not read its input', async () => {
    await expect(runTool(shell('exec <&-; exit 4'), never, 'x'.repeat(1_000_000))).rejects.toThrow('ended with 4')
  })

  it('is stopped with its children: nobody writes after the rejection', async () => {
    const stop = new AbortController()
    const written = (): Promise<string> => readFile(join(folder, 'lines'), 'utf8').catch(() => '')
    const ended = runTool(shell('(while :; do echo x >> lines; done) & wait'), stop.signal)
    const outcome = expect(ended).rejects.toBe('the user stopped it')
    while ((await written()) === '') await delay(5)
    stop.abort('the user stopped it')
    await outcome
    const then = await written()
    await delay(50)
    expect(await written()).toBe(then)
  })

  it('does not start for a signal that is aborted already', async () => {
    await expect(runTool(shell('echo x > lines'), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  })
})
