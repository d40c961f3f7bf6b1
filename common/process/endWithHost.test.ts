import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { defaultSettings } from '../../contract/settings'
import { identify, isAlive, type ProcessIdentity } from './identity'

const limit = { timeout: 30_000 }
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-host-watch-'))
  // Real workers: runWorker with what they do once they are configured.
  const worker = (body: string): string =>
    `import { runWorker } from ${JSON.stringify(resolve(import.meta.dirname, '../../workers/runtime/worker.ts'))}\nrunWorker(async () => { ${body} })`
  const input = { busy: join(folder, 'busy.ts'), quiet: join(folder, 'quiet.ts'), slow: join(folder, 'slow.ts') }
  await writeFile(input.busy, worker(`setTimeout(() => { for (;;); }, 100)\nreturn { close: async () => {} }`))
  await writeFile(input.quiet, worker(`return { close: async () => {} }`))
  await writeFile(
    input.slow,
    worker(`return { close: () => new Promise((done) => setTimeout(() => { console.log('closed'); done() }, 4_000)) }`),
  )
  await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: join(folder, 'out'),
      rolldownOptions: { input, output: { format: 'es', entryFileNames: '[name].mjs' } },
    },
  })
  // A host like host/nodeProcess.ts: it configures the worker and waits.
  await writeFile(
    join(folder, 'host.mjs'),
    `import { fork } from 'node:child_process'
     const child = fork(process.argv[2], [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true })
     child.on('message', (message) => {
       if (message.type === 'hello') child.send({ type: 'configure', config: JSON.parse(process.argv[3]) })
       if (message.type === 'running') process.send(child.pid)
     })`,
  )
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Pair {
  readonly worker: ProcessIdentity
  readonly output: () => string
  readonly killHost: () => Promise<void>
}

async function start(name: 'busy' | 'quiet' | 'slow', { onTestFinished }: TestContext): Promise<Pair> {
  const paths = { data: folder, runtime: folder, sql: folder, entries: folder, node: process.execPath }
  const config = { paths, settings: defaultSettings, endpoints: null, ownerPid: process.pid }
  const args = [join(folder, 'host.mjs'), join(folder, 'out', `${name}.mjs`), JSON.stringify(config)]
  const host = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let output = ''
  for (const stream of [host.stdout, host.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const pid = await new Promise<unknown>((resolve, reject) => {
    host.once('message', resolve)
    host.once('exit', () => reject(new Error(`the host ended: ${output}`)))
  })
  const worker = identify(Number(pid))
  if (worker === null) throw new Error(`the worker is gone: ${output}`)
  onTestFinished(() => {
    host.kill('SIGKILL')
    if (isAlive(worker)) process.kill(worker.pid, 'SIGKILL')
  })
  return {
    worker,
    output: () => output,
    killHost: async () => {
      host.kill('SIGKILL')
      await once(host, 'exit')
    },
  }
}

/** @returns after how many milliseconds it has ended; null when it lives on. */
async function endOf(who: ProcessIdentity, limitMs: number): Promise<number | null> {
  const began = performance.now()
  while (isAlive(who)) {
    if (performance.now() - began > limitMs) return null
    await pause(50)
  }
  return performance.now() - began
}

test.concurrent('a busy worker ends soon after its host was killed, and not before', limit, async (context) => {
  const { worker, killHost } = await start('busy', context)
  // It is in its loop by then, and its host lives: nothing ends it, and it does not hear SIGTERM.
  await pause(500)
  process.kill(worker.pid, 'SIGTERM')
  expect(await endOf(worker, 4_500)).toBeNull()
  await killHost()
  const ms = await endOf(worker, 15_000)
  expect(ms).toBeGreaterThan(1_000)
  expect(ms).toBeLessThan(8_000)
})

test.concurrent('one that hears of it closes in order and has the time for that', limit, async (context) => {
  const [quiet, slow] = await Promise.all([start('quiet', context), start('slow', context)])
  await Promise.all([quiet.killHost(), slow.killHost()])
  expect(await endOf(quiet.worker, 15_000)).toBeLessThan(2_500)
  // Longer than a busy one would be left.
  expect(await endOf(slow.worker, 15_000)).not.toBeNull()
  expect(slow.output()).toContain('closed')
})
