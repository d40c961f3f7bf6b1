/**
 * The engine as the HTTP side uses it: a bounded set of threads over one data directory.
 *
 * A statement waits in line while all threads are busy, then owns one thread until it is done.
 * Killing: the engine cannot interrupt a statement from its own session, so a session of the main thread kills it by its tag.
 */
import { Worker } from 'node:worker_threads'
import { Session } from 'chdb'
import { fromEngineSchema, type EngineStatistics, type EngineTask, type ToEngine } from './messages'
import { engineArguments, writeConfiguration } from './sessionArguments'
import { literal } from '../sql/literal'
import type { Vocabulary } from '../sql/refusal'

/** The engine refused or broke off a statement; `message` is its own text. */
export class EngineFailure extends Error {
  constructor(text: string) {
    super(text)
    this.name = 'EngineFailure'
  }
}

/** Statements that may wait for a thread; each holds a connection, and its data a file. */
const longestLine = 256

/** How often a kill is repeated until the statement has ended, in milliseconds: it may not be registered yet. */
const killRepeatMs = 200

interface Thread {
  readonly worker: Worker
  busy: boolean
}

export interface EnginePool {
  /** The engine's version, as `version()` answers. */
  readonly version: string
  readonly vocabulary: Vocabulary
  /**
   * Runs one statement. `take` gets each piece of the result and resolves when the next may come.
   * Rejects with {@link EngineFailure}; an abort kills the statement and rejects with it too.
   */
  run(task: EngineTask, signal: AbortSignal, take: (bytes: Uint8Array) => Promise<void>): Promise<EngineStatistics>
  /** Runs a short statement of the host itself, outside the line. */
  manage(sql: string, format?: string): Promise<string>
  /** Waits for nothing: statements that still run are killed, then all sessions are closed. */
  close(): Promise<void>
}

/** Opens the data directory. `entry`: the file that serves a thread when it is not the main one. */
export function openEnginePool(options: { path: string; entry: string; threads: number }): EnginePool {
  // Opened before any thread: two first sessions at once can leave one of them hanging.
  const keeper = new Session(options.path, { connectionArgs: engineArguments(writeConfiguration(options.path)) })
  const version = keeper.query('SELECT version()', 'TSV').trim()
  const names = (table: string): string[] => keeper.query(`SELECT name FROM system.${table}`, 'TSV').trim().split('\n')
  const vocabulary = {
    tableFunctions: names('table_functions'),
    engines: [...names('table_engines'), ...names('database_engines')],
  }
  const threads: Thread[] = []
  const line: (() => void)[] = []
  const running = new Set<string>()
  let closed = false

  const manage = async (sql: string, format = 'TSV'): Promise<string> => {
    const session = new Session(options.path)
    try {
      return (await session.queryAsync(sql, { format })).text()
    } finally {
      session.close()
    }
  }

  const startThread = (): Thread => {
    const thread: Thread = { worker: new Worker(options.entry, { workerData: { path: options.path } }), busy: true }
    threads.push(thread)
    return thread
  }

  const takeThread = async (signal: AbortSignal): Promise<Thread> => {
    for (;;) {
      signal.throwIfAborted()
      if (closed) throw new EngineFailure('Code: 236. DB::Exception: The server is stopping. (ABORTED)')
      const idle = threads.find((thread) => !thread.busy)
      if (idle !== undefined) {
        idle.busy = true
        return idle
      }
      if (threads.length < options.threads) return startThread()
      if (line.length >= longestLine) {
        const text = `Too many simultaneous queries: ${longestLine} wait already.`
        throw new EngineFailure(`Code: 202. DB::Exception: ${text} (TOO_MANY_SIMULTANEOUS_QUERIES)`)
      }
      await new Promise<void>((resolve) => {
        line.push(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }

  const release = (thread: Thread): void => {
    thread.busy = false
    line.shift()?.()
  }

  const kill = (tag: string): void => {
    if (!running.has(tag)) return
    manage(`KILL QUERY WHERE Settings['log_comment'] = ${literal(tag)} ASYNC`).catch((thrown: unknown) => {
      console.error(`kill ${tag}: ${String(thrown)}`)
    })
    setTimeout(() => kill(tag), killRepeatMs).unref()
  }

  const run: EnginePool['run'] = async (task, signal, take) => {
    const thread = await takeThread(signal)
    const { worker } = thread
    const post = (message: ToEngine): void => worker.postMessage(message)
    running.add(task.tag)
    const cancel = (): void => {
      post({ type: 'cancel' })
      kill(task.tag)
    }
    const listeners: (() => void)[] = []
    try {
      return await new Promise<EngineStatistics>((resolve, reject) => {
        const onMessage = (raw: unknown): void => {
          const message = fromEngineSchema.parse(raw)
          switch (message.type) {
            case 'chunk':
              take(message.bytes).then(
                () => post({ type: 'pull' }),
                () => cancel(),
              )
              return
            case 'done':
              if (signal.aborted)
                reject(new EngineFailure('Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)'))
              else resolve(message.statistics)
              return
            case 'failed':
              reject(new EngineFailure(message.text))
          }
        }
        const onError = (error: Error): void => {
          threads.splice(threads.indexOf(thread), 1)
          reject(error)
        }
        worker.on('message', onMessage)
        worker.on('error', onError)
        signal.addEventListener('abort', cancel, { once: true })
        listeners.push(
          () => worker.off('message', onMessage),
          () => worker.off('error', onError),
          () => signal.removeEventListener('abort', cancel),
        )
        post({ type: 'run', task })
        if (signal.aborted) cancel()
      })
    } finally {
      running.delete(task.tag)
      for (const remove of listeners) remove()
      release(thread)
    }
  }

  const close = async (): Promise<void> => {
    closed = true
    for (const waiting of line.splice(0)) waiting()
    for (const tag of running) kill(tag)
    await Promise.all(
      threads.map(
        ({ worker }) =>
          new Promise<void>((resolve) => {
            worker.once('exit', () => resolve())
            worker.postMessage({ type: 'exit' } satisfies ToEngine)
          }),
      ),
    )
    keeper.close()
  }

  return { version, vocabulary, run, manage, close }
}
