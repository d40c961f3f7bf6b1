/** Ends a worker whose host has gone, also where its own thread is busy and hears nothing. */
import { Worker } from 'node:worker_threads'

export interface HostWatch {
  /** The worker has heard that it must end: it gets the time to close in order. */
  closing(): void
}

export interface HostWatchLimits {
  /** Pause between two checks, in milliseconds. */
  readonly everyMs: number
  /** How long a worker without a host may take to hear of it, in milliseconds. */
  readonly hearMs: number
  /** How long it may take to close after that, in milliseconds. */
  readonly closeMs: number
}

interface Watched extends HostWatchLimits {
  readonly parent: number
  readonly isClosing: Int32Array
}

/**
 * Watches the parent of this process from a thread of its own, for as long as this process lives. Only for a process that its host
 * started itself (plain Node): there a lost host is another parent id, whichever process has its id by then.
 * Costs some 5 MB and 0.3 ms of processor time a second.
 */
export function endWithHost(limits: HostWatchLimits): HostWatch {
  const isClosing = new Int32Array(new SharedArrayBuffer(4))
  const watched: Watched = { ...limits, parent: process.ppid, isClosing }
  const thread = new Worker(watchSource, {
    eval: true,
    workerData: watched,
    env: {},
    execArgv: [],
    name: 'host-watch',
    // Its heap stays small; it holds a few numbers.
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 8 },
  })
  thread.unref()
  return { closing: () => void Atomics.store(isClosing, 0, 1) }
}

/** The thread's whole life; stands on its own, as it is handed over as text. Sleeps in Atomics.wait: an event loop costs ten times as much. */
function watch({ parent, isClosing, everyMs, hearMs, closeMs }: Watched): void {
  const isGone = (): boolean => {
    if (process.ppid !== parent) return true
    try {
      // Windows goes on naming a parent that has gone.
      process.kill(parent, 0)
      return false
    } catch (thrown) {
      return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH'
    }
  }
  const pause = new Int32Array(new SharedArrayBuffer(4))
  let goneMs = 0
  for (;;) {
    Atomics.wait(pause, 0, 0, everyMs)
    if (goneMs === 0 && !isGone()) continue
    goneMs += everyMs
    if (goneMs >= (Atomics.load(isClosing, 0) === 1 ? hearMs + closeMs : hearMs)) process.kill(process.pid, 'SIGKILL')
  }
}

/** For a thread made from text (`eval`), which is CommonJS. */
export const watchSource = `(${watch.toString()})(require('node:worker_threads').workerData)`
