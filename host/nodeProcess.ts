/** Hosts workers under plain Node: the CLI's way. Electron's way is electron/main/utilityProcess.ts. */
import { fork } from 'node:child_process'
import { childEnvironment } from './childEnvironment'
import type { ProcessExit, SpawnWorker } from './worker/adapter'
import { forEachLine } from './worker/lines'

/** @param node absolute path of a plain Node executable */
export function nodeProcess(node: string): SpawnWorker {
  return (entry) => {
    const child = fork(entry, [], {
      execPath: node,
      execArgv: [],
      env: childEnvironment(process.env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
      // A session of its own: Ctrl-C and the hangup of a closed terminal reach the owner alone, which ends its workers
      // in order. A worker whose owner has gone is told by the closed channel.
      detached: process.platform !== 'win32',
    })
    const output = new Set<(line: string) => void>()
    const say = (line: string): void => output.forEach((listener) => listener(line))
    if (child.stdout !== null) forEachLine(child.stdout, say)
    if (child.stderr !== null) forEachLine(child.stderr, say)

    let exit: ProcessExit | null = null
    const waiting: ((exit: ProcessExit) => void)[] = []
    const ended = (how: ProcessExit): void => {
      if (exit !== null) return
      exit = how
      waiting.splice(0).forEach((listener) => listener(how))
    }
    child.on('exit', (code, signal) =>
      ended(signal === null ? { kind: 'code', code: code ?? 0 } : { kind: 'signal', signal }),
    )
    // Also raised when a message could not be sent to a process that is going: only a missing pid means it never was.
    child.on('error', (error) => {
      if (child.pid === undefined) ended({ kind: 'spawn_failed', cause: error.message })
      else say(`channel: ${error.message}`)
    })

    return {
      get pid() {
        return child.pid
      },
      post: (message) => {
        if (child.connected) child.send(message)
      },
      onMessage: (listener) => void child.on('message', listener),
      onOutput: (listener) => void output.add(listener),
      onExit: (listener) => {
        if (exit === null) waiting.push(listener)
        else listener(exit)
      },
      kill: () => void child.kill('SIGKILL'),
    }
  }
}
