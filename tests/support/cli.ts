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

/** Another user than ours, for root's tests. */
export interface User {
  uid: number
  gid: number
}

/** Starts `marsad <args>` in English with its output collected. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv = {}, user?: User): Started {
  const child = spawn(process.execPath, [cliEntry, ...args], {
    env: { ...process.env, LC_ALL: 'en_US.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const finished = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode, stdout, stderr }))
  return { child, output: () => stdout + stderr, finished }
}

/** Runs `marsad <args>` to its end. */
export function runCli(args: readonly string[], env: NodeJS.ProcessEnv = {}, user?: User): Promise<Finished> {
  return startCli(args, env, user).finished
}

/** Ends a CLI that a test may have left running, as Ctrl-C would; one that does not go is killed. */
export async function endCli(started: Started): Promise<void> {
  const { child } = started
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
  const limit = setTimeout(() => child.kill('SIGKILL'), 60_000)
  await started.finished
  clearTimeout(limit)
}
