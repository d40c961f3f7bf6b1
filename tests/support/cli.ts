/** The CLI as a person runs it: another process, real arguments, real exit codes. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

export const projectRoot = resolve(import.meta.dirname, '../..')
const cliEntry = resolve(projectRoot, 'out/main/cli.js')

export interface Finished {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A CLI process under way. */
export interface Started {
  child: ChildProcess
  output(): string
  finished: Promise<Finished>
}

/** Starts `marsad <args>` in English with its output collected. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [cliEntry, ...args], {
    env: { ...process.env, LC_ALL: 'en_US.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const finished = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode, stdout, stderr }))
  return { child, output: () => stdout + stderr, finished }
}

/** Runs `marsad <args>` to its end. */
export function runCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return startCli(args, env).finished
}
