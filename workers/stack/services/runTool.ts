/** Runs a helper program of a service (initdb, Kafka's storage tool) to its end. */
import { spawn } from 'node:child_process'
import { spawnAs } from '../process/spawnAs'
import type { Command } from './description'

/** @throws with all that it printed when it does not end with 0; AbortError when the signal aborts it. */
export function runTool(command: Command, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, [...command.args], {
      ...spawnAs(command),
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
    })
    const output: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
    }
    child.once('error', reject)
    child.once('close', (code, by) => {
      if (code === 0) resolve()
      else reject(new Error(`${command.file} ended with ${code ?? by ?? 'nothing'}:\n${output.join('').trim()}`))
    })
  })
}
