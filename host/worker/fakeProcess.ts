/** A worker's process without a process, for tests of what hosts it. */
import type { ToWorker } from '../../contract/workers'
import type { ProcessExit, SpawnWorker } from './adapter'

export interface FakeProcess {
  readonly entry: string
  readonly sent: ToWorker[]
  killed: boolean
  /** The worker says something. */
  say(raw: unknown): void
  /** The process ends. */
  exit(exit: ProcessExit): void
}

/** @param onSpawn called with each process that is "started" */
export function fakeSpawn(onSpawn: (fake: FakeProcess) => void): SpawnWorker {
  let pid = 100
  return (entry) => {
    pid += 1
    const own = pid
    const messages: ((raw: unknown) => void)[] = []
    const exits: ((exit: ProcessExit) => void)[] = []
    const fake: FakeProcess = {
      entry,
      sent: [],
      killed: false,
      say: (raw) => messages.forEach((listener) => listener(raw)),
      exit: (exit) => exits.splice(0).forEach((listener) => listener(exit)),
    }
    queueMicrotask(() => onSpawn(fake))
    return {
      pid: own,
      post: (message) => void fake.sent.push(message),
      onMessage: (listener) => void messages.push(listener),
      onOutput: () => undefined,
      onExit: (listener) => void exits.push(listener),
      kill: () => {
        fake.killed = true
        fake.exit({ kind: 'signal', signal: 'SIGKILL' })
      },
    }
  }
}
