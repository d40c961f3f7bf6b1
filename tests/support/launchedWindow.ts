/** The window as `npm start` opens it, after its set-up: the hardened program, with the flags and the environment of launch.mjs. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { readInstance } from '../../host/instanceLock'
import { projectRoot } from './cli'
import { ask } from './instance'
import { isAlive } from './processes'
import { waitFor } from './waitFor'

export interface LaunchedWindow {
  readonly child: ChildProcess
  /** What it and Electron have printed so far. */
  output(): string
  /** Resolves when the page is there: the workers start only then. */
  opened(): Promise<void>
  close(): Promise<void>
}

export interface LaunchOptions {
  readonly dataDir: string
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Arguments for the program itself, past the rule of launch.mjs. */
  readonly direct?: readonly string[]
  /** What runs it, as another user for example. */
  readonly before?: readonly string[]
  /** The clone as that user sees it. */
  readonly project?: string
}

export function launchWindow({
  dataDir,
  args = [],
  env = {},
  direct,
  before = [],
  project = projectRoot,
}: LaunchOptions): LaunchedWindow {
  const manifest = process.env['MARSAD_RUNTIME_MANIFEST'] ?? ''
  const text = (value: unknown): string => JSON.stringify(value)
  const own = ['--data', dataDir, '--disable-gpu', ...args]
  // Past the rule: what launch.mjs would run, with other arguments before it.
  const body =
    direct === undefined
      ? `launch.launchWindow(${text(manifest)}, ${text(own)})`
      : `direct(${text(manifest)}, ${text(direct)}, ${text(own)})`
  // NODE_OPTIONS and the like are meant for Electron: the launcher is the person's own Node, so they are set inside it.
  const script = `
    Object.assign(process.env, ${text(env)})
    const part = (name) => import(${text(pathToFileURL(resolve(project, 'runtime/setup')).href)} + '/' + name)
    const launch = await part('launch.mjs')
    const { runMain } = await part('runMain.mjs')
    const direct = async (manifest, before, after) => {
      const { hardenedProgram } = await part('steps/hardenedElectron.mjs')
      const { runInForeground } = await part('foreground.mjs')
      const program = hardenedProgram(await launch.electronOf(manifest))
      const flags = await launch.sandboxFlags(program)
      const env = launch.appEnvironment(manifest)
      return runInForeground(program, [...before, ...flags, process.cwd(), ...after], { cwd: process.cwd(), env })
    }
    await runMain(() => ${body})`
  const line = [...before, process.execPath, '--input-type=module', '-e', script]
  const child = spawn(line[0] ?? '', line.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], cwd: project })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = once(child, 'exit')
  return {
    child,
    output: () => output,
    opened: async () => {
      const failed = ended.then(() => {
        throw new Error(`it ended with ${String(child.exitCode)}:\n${output}`)
      })
      const open = waitFor(
        'the window to open',
        async () => {
          if ((await readInstance(dataDir)) === null) return false
          const { workers } = await ask(dataDir, 'app.snapshot', {})
          return workers.some((worker) => worker.pid !== null)
        },
        60_000,
        200,
      )
      await Promise.race([open, failed])
      // From here on its end is the caller's business.
      failed.catch(() => undefined)
    },
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await ended
      }
    },
  }
}

export interface SeenProcess {
  readonly pid: number
  /** Its command line; Chromium's children write theirs as one text. */
  readonly command: string
  /** Of /proc/<pid>/status. */
  readonly status: ReadonlyMap<string, string>
  /** Of /proc/<pid>/uid_map: which accounts there are in its user namespace. */
  readonly accounts: string
}

/** The process and all that descend from it (Linux). */
export function processesBelow(pid: number): SeenProcess[] {
  const all = readdirSync('/proc')
    .map(Number)
    .filter((one) => Number.isInteger(one) && isAlive(one))
    .flatMap((one) => seen(one) ?? [])
  const below = new Set([pid])
  for (let before = 0; before !== below.size;) {
    before = below.size
    for (const { pid: own, status } of all) if (below.has(Number(status.get('PPid')))) below.add(own)
  }
  return all.filter((one) => below.has(one.pid))
}

function seen(pid: number): SeenProcess | null {
  try {
    const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n')
    return {
      pid,
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
      status: new Map(lines.map((line) => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 1).trim()])),
      accounts: readFileSync(`/proc/${pid}/uid_map`, 'utf8').trim(),
    }
  } catch (thrown) {
    // It ended between the look and the read.
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ESRCH'))
      return null
    throw thrown
  }
}
