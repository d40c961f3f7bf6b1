/**
 * The engine's side: one thread runs one statement at a time, each in a fresh session, so that no setting outlives it.
 * A thread and not the main loop, because the engine plans a streamed statement in the calling thread, and planning
 * runs scalar subqueries: `SELECT (SELECT …)` would stop every other request for as long as it takes.
 *
 * idle ──run──▶ running ──(chunk ▶ waits for pull)──▶ idle (done | failed)
 */
import { parentPort, type MessagePort } from 'node:worker_threads'
import { Session } from 'chdb'
import { toEngineSchema, type EngineStatistics, type EngineTask, type FromEngine } from './messages'
import { querySessionArguments } from './sessionArguments'

/** What the engine answers where it cannot stream a kind of statement (SHOW, EXPLAIN …). */
const refusedStream = 'Streaming query is not supported'

function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return text.replace(/^Query failed: /, '')
}

class Pulls {
  #waiting: (() => void) | undefined
  cancelled = false

  /** Resolves when the reader wants more, or when nobody does. */
  wait(): Promise<void> {
    if (this.cancelled) return Promise.resolve()
    return new Promise((resolve) => (this.#waiting = resolve))
  }

  pull(): void {
    this.#waiting?.()
    this.#waiting = undefined
  }

  cancel(): void {
    this.cancelled = true
    this.pull()
  }
}

async function runStream(
  session: Session,
  task: EngineTask,
  post: (m: FromEngine) => void,
  pulls: Pulls,
): Promise<EngineStatistics> {
  const begun = performance.now()
  for await (const chunk of session.queryStream(task.sql, { format: task.format })) {
    if (pulls.cancelled) break
    post({ type: 'chunk', bytes: chunk.raw() })
    await pulls.wait()
  }
  return { elapsedSeconds: (performance.now() - begun) / 1000, rowsRead: null, bytesRead: null }
}

async function runWhole(
  session: Session,
  task: EngineTask,
  post: (m: FromEngine) => void,
  pulls: Pulls,
): Promise<EngineStatistics> {
  const result = await session.queryAsync(task.sql, { format: task.format })
  const bytes = result.bytes()
  if (bytes.length > 0 && !pulls.cancelled) {
    post({ type: 'chunk', bytes })
    await pulls.wait()
  }
  return { elapsedSeconds: result.elapsed, rowsRead: result.rowsRead, bytesRead: result.bytesRead }
}

async function runTask(
  path: string,
  task: EngineTask,
  post: (message: FromEngine) => void,
  pulls: Pulls,
): Promise<EngineStatistics> {
  const session = new Session(path, { connectionArgs: querySessionArguments(task) })
  try {
    for (const statement of task.preparation) await session.queryAsync(statement, { format: 'Null' })
    if (task.delivery === 'whole') return await runWhole(session, task, post, pulls)
    try {
      return await runStream(session, task, post, pulls)
    } catch (thrown) {
      if (!messageOf(thrown).includes(refusedStream)) throw thrown
      return await runWhole(session, task, post, pulls)
    }
  } finally {
    session.close()
  }
}

/** Serves one thread until it is told to exit. `path`: the data directory that the whole process has open. */
export function runEngineThread(path: string): void {
  const port: MessagePort | null = parentPort
  if (port === null) throw new Error('an engine thread needs a parent')
  const post = (message: FromEngine): void => port.postMessage(message)
  let pulls = new Pulls()

  const run = async (task: EngineTask): Promise<void> => {
    pulls = new Pulls()
    try {
      const statistics = await runTask(path, task, post, pulls)
      post({ type: 'done', statistics })
    } catch (thrown) {
      post({ type: 'failed', text: messageOf(thrown) })
    }
  }

  port.on('message', (raw: unknown) => {
    const message = toEngineSchema.parse(raw)
    switch (message.type) {
      case 'run':
        void run(message.task)
        return
      case 'pull':
        pulls.pull()
        return
      case 'cancel':
        pulls.cancel()
        return
      case 'exit':
        port.close()
    }
  })
}
