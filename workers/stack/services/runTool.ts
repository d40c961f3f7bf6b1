/** Runs a helper program of a service (initdb, Kafka's storage tool, Postgres in single-user mode) to its end. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { killGroup } from '../process/endProcess'
import { spawnAs } from '../process/spawnAs'
import type { Command } from './description'

/**
 * Resolves or rejects only when the program and its children have ended: nothing writes into a store after that.
 * @param input what it reads; absent: nothing.
 * @returns what it printed to stdout.
 * @throws with all that it printed when it does not end with 0; the signal's reason when the signal aborts it.
 */
export async function runTool(command: Command, signal: AbortSignal, input?: string): Promise<string> {
  signal.throwIfAborted()
  // In a group of its own: initdb has children, which a kill of initdb alone leaves writing.
  const child = spawn(command.file, [...command.args], {
    ...spawnAs(command),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const { pid } = child
  const kill = (): void => {
    if (pid !== undefined) killGroup(pid)
  }
  signal.addEventListener('abort', kill, { once: true })
  const printed: { readonly to: 'stdout' | 'stderr'; readonly text: string }[] = []
  child.stdout?.setEncoding('utf8').on('data', (text: string) => printed.push({ to: 'stdout', text }))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => printed.push({ to: 'stderr', text }))
  // It has ended before it read everything: its exit code says why.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(input)
  try {
    // `close` comes once nobody holds its stdout and stderr any more: the children have them too.
    await once(child, 'close')
  } finally {
    signal.removeEventListener('abort', kill)
  }
  signal.throwIfAborted()
  const text = printed.map((part) => part.text).join('')
  const { exitCode, signalCode } = child
  if (exitCode !== 0)
    throw new Error(`${command.file} ended with ${exitCode ?? signalCode ?? 'nothing'}:\n${text.trim()}`)
  return printed.map((part) => (part.to === 'stdout' ? part.text : '')).join('')
}
