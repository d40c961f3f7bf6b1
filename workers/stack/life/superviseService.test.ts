/** A real process under the supervisor: one that hangs with its port open is killed and started again. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dataFolderAt } from '../data/dataFolder'
import { openRegistry } from '../data/registry'
import { choosePort } from '../ports/choosePort'
import type { ServiceDescription } from '../services/description'
import { superviseService } from './superviseService'

/** Answers until it is asked to hang; then it keeps its port with its event loop blocked, for a minute at most. */
const program = `
  require('node:http').createServer((request, response) => {
    if (request.url === '/hang') { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000); process.exit() }
    response.end('pong');
  }).listen(Number(process.argv[1]), '127.0.0.1')`

async function ask(port: number, path: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(300)]),
  })
  return answer.text()
}

it('kills a process that hangs and starts it again', { timeout: 60_000 }, async () => {
  const root = await mkdtemp(join(tmpdir(), 'marsad-supervise-'))
  const folder = dataFolderAt(root)
  for (const each of [folder.logs, folder.run]) await mkdir(each, { recursive: true })
  const { port } = await choosePort(0, new Set())
  const description: ServiceDescription = {
    name: 'clickhouse',
    port,
    command: { file: process.execPath, args: ['-e', program, String(port)], env: {}, cwd: root, account: null },
    files: [],
    prepareData: () => Promise.resolve(),
    answers: (signal) => ask(port, '/', signal),
    liveness: { ping: (signal) => ask(port, '/', signal).then(() => undefined), limitMs: 1_000 },
    startLimitMs: 10_000,
    stop: { signal: 'SIGTERM', limitMs: 2_000 },
    stopRank: 1,
  }
  const lines: string[] = []
  let restarted: () => void = () => undefined
  const again = new Promise<void>((resolve) => (restarted = resolve))
  const events = {
    changed: () => undefined,
    restarted: () => restarted(),
    log: (_level: string, text: string) => void lines.push(text),
  }
  const supervisor = superviseService('clickhouse', events, Date.now)
  const registry = openRegistry(join(folder.run, 'services.json'), (_level, text) => void lines.push(text))
  supervisor.assign({ description, folder, registry, taken: null })
  const timer = setInterval(() => void supervisor.probe(), 100)
  try {
    await supervisor.start()
    const first = supervisor.process()?.pid
    await expect(ask(port, '/hang', new AbortController().signal)).rejects.toThrow()
    await again
    expect(supervisor.serves()).toBe(true)
    expect(supervisor.process()?.pid).not.toBe(first)
    expect(lines.join('\n')).toContain('no sign of life')
  } finally {
    clearInterval(timer)
    await supervisor.stop()
    supervisor.release()
    await rm(root, { recursive: true, force: true })
  }
})
