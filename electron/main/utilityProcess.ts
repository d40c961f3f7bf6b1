/** Hosts workers in Electron's utility processes. The CLI's way is host/nodeProcess.ts. */
import { basename } from 'node:path'
import { utilityProcess } from 'electron'
import { childEnvironment } from '../../host/childEnvironment'
import { systemCode } from '../../host/fileFailure'
import type { ProcessExit, SpawnWorker } from '../../host/worker/adapter'
import { forEachLine } from '../../host/worker/lines'

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (thrown) {
    // It has ended by itself; its exit is on the way.
    if (systemCode(thrown) !== 'ESRCH') throw thrown
  }
}

/** Only after the app is ready. */
export const spawnUtilityProcess: SpawnWorker = (entry) => {
  const child = utilityProcess.fork(entry, [], {
    execArgv: [],
    env: childEnvironment(process.env),
    stdio: 'pipe',
    serviceName: `marsad-${basename(entry, '.js')}`,
  })
  const output = new Set<(line: string) => void>()
  const say = (line: string): void => output.forEach((listener) => listener(line))
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) forEachLine(stream, say)
  }
  child.on('error', (type, location) => say(`${type} at ${location}`))

  let exit: ProcessExit | null = null
  const waiting: ((exit: ProcessExit) => void)[] = []
  child.on('exit', (code) => {
    exit = { kind: 'code', code }
    waiting.splice(0).forEach((listener) => listener({ kind: 'code', code }))
  })
  return {
    get pid() {
      return child.pid
    },
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onOutput: (listener) => void output.add(listener),
    onExit: (listener) => {
      if (exit === null) waiting.push(listener)
      else listener(exit)
    },
    kill: () => {
      // UtilityProcess.kill() only asks (SIGTERM), and a worker that hangs does not hear it.
      if (child.pid !== undefined && exit === null) killNow(child.pid)
    },
  }
}
