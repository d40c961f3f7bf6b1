/** A service's process: its output is kept for a failure's message, and it is ended by its own pid. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export interface Service {
  readonly name: string
  readonly child: ChildProcess
  readonly output: () => string
}

export interface ServiceCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd: string
  readonly account?: { readonly uid: number; readonly gid: number } | null
}

export function startService(name: string, command: ServiceCommand): Service {
  const { file, args, env, cwd, account } = command
  const child = spawn(file, args, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(account === undefined || account === null ? {} : { uid: account.uid, gid: account.gid }),
  })
  let output = ''
  const keep = (text: string): void => {
    output = (output + text).slice(-20_000)
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  return { name, child, output: () => output }
}

/** Runs a tool to its end; rejects with its output when it fails. */
export async function runTool(name: string, command: ServiceCommand): Promise<void> {
  const { child, output } = startService(name, command)
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(`${name} ended with ${String(child.exitCode)}:\n${output()}`)
}

const endLimitMs = 20_000

/** Asks it to end, and kills it when it takes too long. */
export async function endService({ child }: Service, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  const limit = setTimeout(() => child.kill('SIGKILL'), endLimitMs)
  await gone
  clearTimeout(limit)
}
