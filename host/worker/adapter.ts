/** What the supervisor needs of a worker's process, whichever way it is hosted (plain Node or Electron's utilityProcess). */
import type { ToWorker } from '../../contract/workers'

/** How a process ended, as the operating system tells it. */
export type ProcessExit =
  { kind: 'code'; code: number } | { kind: 'signal'; signal: string } | { kind: 'spawn_failed'; cause: string }

export interface WorkerProcess {
  /** Undefined until the operating system has given one, and for ever when the spawn failed. */
  readonly pid: number | undefined
  /** Sends a message; one sent to a process that has gone is lost, and `onExit` tells of it. */
  post(message: ToWorker): void
  /** Each message as it arrived, not yet validated. */
  onMessage(listener: (raw: unknown) => void): void
  /** Text a worker (or a library in it) wrote to stdout or stderr: a line each, for the log. */
  onOutput(listener: (line: string) => void): void
  /** Exactly once, also when the process could not be started. */
  onExit(listener: (exit: ProcessExit) => void): void
  /** Ends the process at once, without asking it. */
  kill(): void
}

/** Starts a worker entry (absolute path of a built `.js`); never throws: a failed spawn is told by `onExit`. */
export type SpawnWorker = (entry: string) => WorkerProcess
