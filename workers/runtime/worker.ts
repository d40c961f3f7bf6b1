/**
 * The inside of every worker process: one port to the host, whatever hosts it (Electron's utilityProcess or plain Node).
 * An entry calls {@link runWorker} once and holds no other global state.
 */
import type { z } from 'zod'
import { describeCause, errorOf, MarsadError, toFailure } from '../../contract/errors'
import type { CommandInput, CommandName, CommandOutput, CommandResult, LogLevel } from '../../contract/commands'
import { keepFilesPrivate } from '../../contract/keepFilesPrivate'
import { parseOutput } from '../../contract/parseOutput'
import { toWorkerSchema, type FromWorker, type WorkerConfig, type WorkerEvent } from '../../contract/workers'
import { endWithHost } from '../../common/process/endWithHost'

/** What a worker's own code is given. */
export interface WorkerContext {
  readonly config: WorkerConfig
  /** Aborts when the host asks for shutdown or has gone. */
  readonly signal: AbortSignal
  emit(event: WorkerEvent): void
  log(level: LogLevel, text: string): void
  /** Has a command of the console run, as a person could give it; the host answers only those workers that may ask. @throws MarsadError */
  ask<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>
}

/** A request handler: the schema parses what arrives, the function answers or throws a MarsadError. */
export interface Handler {
  readonly input: z.ZodType
  run(input: unknown): Promise<unknown>
}

/** Binds a schema to a function so that the function sees parsed input only. */
export function handler<S extends z.ZodType>(input: S, run: (value: z.output<S>) => Promise<unknown>): Handler {
  return {
    input,
    run: (raw) => {
      const parsed = input.safeParse(raw)
      if (!parsed.success) return Promise.reject(new MarsadError('bad_request', {}, parsed.error))
      return run(parsed.data)
    },
  }
}

/** A worker that has been started. */
export interface RunningWorker {
  readonly handlers?: Readonly<Record<string, Handler>>
  /** Events of other workers, forwarded by the host. */
  onEvent?(event: WorkerEvent): void
  /** Releases everything; called once, after the signal has aborted. */
  close(): Promise<void>
}

interface Port {
  post(message: FromWorker): void
  listen(onMessage: (raw: unknown) => void, onGone: () => void): void
  /** Call it when the worker begins to close. */
  closing(): void
}

/** Electron's parentPort, as far as it is used here (its types come with electron, which workers must not import). */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

function isParentPort(value: unknown): value is ParentPort {
  return (
    typeof value === 'object' && value !== null && 'postMessage' in value && typeof value.postMessage === 'function'
  )
}

/** How long a worker may take to close before it exits all the same, in milliseconds. */
const closeLimitMs = 10_000

function openPort(): Port {
  const parentPort: unknown = Reflect.get(process, 'parentPort')
  if (isParentPort(parentPort)) {
    // Electron ends a utility process itself when the main process is gone, from another thread: a busy one too.
    return {
      post: (message) => parentPort.postMessage(message),
      listen: (onMessage) => parentPort.on('message', (event) => onMessage(event.data)),
      closing: () => undefined,
    }
  }
  if (process.send === undefined) throw new Error('a worker must be started by a host, with an IPC channel')
  const watch = endWithHost({ everyMs: 1_000, hearMs: 3_000, closeMs: closeLimitMs })
  return {
    closing: () => watch.closing(),
    post: (message) => {
      if (process.connected) process.send?.(message)
    },
    listen: (onMessage, onGone) => {
      process.on('message', onMessage)
      process.on('disconnect', onGone)
    },
  }
}

/**
 * Runs one worker for the life of this process.
 * @param start builds the worker from its configuration; a rejection is reported as fatal and ends the process with 1.
 */
export function runWorker(start: (context: WorkerContext) => Promise<RunningWorker>): void {
  keepFilesPrivate()
  const port = openPort()
  const abort = new AbortController()
  let worker: Promise<RunningWorker> | undefined

  const fatal = (thrown: unknown): void => {
    port.post({ type: 'fatal', failure: toFailure(thrown) })
    // The message needs a turn of the loop to leave the process.
    setTimeout(() => process.exit(1), 50)
  }
  const asked = new Map<number, (result: CommandResult) => void>()
  let askId = 0
  const ask = async <N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> => {
    askId += 1
    const id = askId
    const result = await new Promise<CommandResult>((resolve) => {
      asked.set(id, resolve)
      port.post({ type: 'ask', id, name, input })
    })
    if (!result.ok) throw errorOf(result.failure)
    return parseOutput(name, result.value)
  }
  const emit = (event: WorkerEvent): void => port.post({ type: 'event', event })
  const log = (level: LogLevel, text: string): void =>
    emit({ kind: 'log', source: 'worker', level, text, at: Date.now() })

  const shutdown = async (): Promise<void> => {
    if (abort.signal.aborted) return
    port.closing()
    port.post({ type: 'closing' })
    abort.abort()
    const limit = setTimeout(() => process.exit(1), closeLimitMs)
    try {
      await (await worker)?.close()
      clearTimeout(limit)
      process.exit(0)
    } catch (thrown) {
      log('error', `close failed: ${describeCause(thrown)}`)
      fatal(thrown)
    }
  }

  const respond = async (id: number, name: string, input: unknown): Promise<void> => {
    let result: CommandResult
    try {
      const found = (await worker)?.handlers?.[name]
      if (found === undefined) throw new MarsadError('bad_request', { name })
      result = { ok: true, value: await found.run(input) }
    } catch (thrown) {
      result = { ok: false, failure: toFailure(thrown) }
    }
    port.post({ type: 'response', id, result })
  }

  const receive = async (raw: unknown): Promise<void> => {
    const message = toWorkerSchema.parse(raw)
    switch (message.type) {
      case 'configure':
        worker = start({ config: message.config, signal: abort.signal, emit, log, ask })
        await worker
        port.post({ type: 'running' })
        return
      case 'request':
        return respond(message.id, message.name, message.input)
      case 'event':
        ;(await worker)?.onEvent?.(message.event)
        return
      case 'answer': {
        const settle = asked.get(message.id)
        asked.delete(message.id)
        settle?.(message.result)
        return
      }
      case 'shutdown':
        return shutdown()
    }
  }

  process.on('uncaughtException', fatal)
  process.on('unhandledRejection', fatal)
  // A terminal's Ctrl-C reaches the whole process group; the host decides in which order things end.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => void shutdown())
  port.listen(
    (raw) => void receive(raw).catch(fatal),
    () => void shutdown(),
  )
  port.post({ type: 'hello', pid: process.pid })
}
