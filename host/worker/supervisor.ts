/**
 * Keeps one worker alive: spawns it, configures it, restarts it with a growing delay within a budget, ends it cleanly.
 * The rules of its life are in lifecycle.ts; this module only carries them out.
 */
import type { z } from 'zod'
import { commandResultSchema, type CommandResult } from '../../contract/commands'
import { errorOf, MarsadError } from '../../contract/errors'
import type { WorkerName, WorkerSnapshot } from '../../contract/snapshot'
import {
  fromWorkerSchema,
  type FromWorker,
  type ToWorker,
  type WorkerConfig,
  type WorkerEvent,
} from '../../contract/workers'
import type { Log } from '../log'
import type { ProcessExit, SpawnWorker, WorkerProcess } from './adapter'
import { describeExit, type ExitReason } from './exitReason'
import {
  advance,
  newLife,
  recentExits,
  restartPolicy,
  type Effect,
  type LifeEvent,
  type RestartPolicy,
} from './lifecycle'

export interface SupervisorOptions {
  readonly name: WorkerName
  /** Absolute path of the built entry. */
  readonly entry: string
  /** Starts a process for an entry. */
  readonly spawn: SpawnWorker
  /** Asked anew at each start, so that a restarted worker gets present settings and endpoints. */
  readonly config: () => WorkerConfig
  /** Notes of the worker, validated. */
  readonly onEvent: (event: WorkerEvent) => void
  /** A command that it wants run; null for a worker that may not ask. Never rejects. */
  readonly onAsk: ((name: string, input: unknown) => Promise<CommandResult>) | null
  /** Its state has changed. */
  readonly onChange: () => void
  /** It has its configuration: what it missed may be sent to it now. */
  readonly onConfigured: () => void
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly policy?: RestartPolicy
  /** How long a new process may take to say hello, in milliseconds. */
  readonly helloLimitMs?: number
  /** How long it may take to hear that it must shut down before the process is killed, in milliseconds. */
  readonly hearLimitMs?: number
  /** How long a shutdown may take before the process is killed, in milliseconds. */
  readonly stopLimitMs?: number
}

export interface Supervisor {
  readonly name: WorkerName
  start(): void
  /** Starts it again with present configuration; from any state. */
  restart(): void
  /** Asks it to end and waits until it has; at once when it does not run. */
  stop(): Promise<void>
  /**
   * Asks the worker something; a request made while it starts is sent once it is configured.
   * @throws MarsadError what the worker answered, `not_running`, `worker_exited` (it ended before it answered),
   *   or `service_timeout` after `timeoutMs` (null: no limit)
   */
  request(name: string, input: unknown, timeoutMs: number | null): Promise<unknown>
  /** Tells it of another worker's event; lost when it is not configured (it is told anew by `onConfigured`). */
  tell(event: WorkerEvent): void
  /** Whether it has (or will have without being asked) a process. */
  isUp(): boolean
  snapshot(): WorkerSnapshot
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: MarsadError) => void
}

/** What belongs to one process; replaced as a whole with the next one. */
interface Incarnation {
  readonly process: WorkerProcess
  readonly pending: Map<number, Pending>
  /** Requests made before it was configured. */
  readonly outbox: ToWorker[]
  configured: boolean
  told: ExitReason | null
  timer: NodeJS.Timeout | undefined
}

/** Generous: a machine at its limit takes long to start a process, and killing it would only make it begin again. */
const helloLimitMs = 60_000
/** A process that says nothing for so long is in an endless loop or stopped; what it was at is as safe as in a crash. */
const hearLimitMs = 5_000
/** A little more than the limit a worker gives itself (workers/runtime/worker.ts). */
const stopLimitMs = 12_000

export function superviseWorker(options: SupervisorOptions): Supervisor {
  const policy = options.policy ?? restartPolicy
  let life = newLife(options.now())
  let current: Incarnation | null = null
  let restartTimer: NodeJS.Timeout | undefined
  let requestId = 0
  const stopped = new Set<() => void>()

  function dispatch(event: LifeEvent): void {
    const before = life.state
    const step = advance(life, event, options.now(), policy, options.name)
    life = step.life
    step.effects.forEach(carryOut)
    if (life.state === before) return
    if (life.state.kind === 'stopped' || life.state.kind === 'failed') {
      const waiting = [...stopped]
      stopped.clear()
      waiting.forEach((resolve) => resolve())
    }
    options.onChange()
  }

  function carryOut(effect: Effect): void {
    switch (effect) {
      case 'spawn':
        spawn()
        return
      case 'shutdown':
        shutdown()
        return
      case 'schedule_restart': {
        if (life.state.kind !== 'backoff') return
        const { delayMs, failure } = life.state
        options.log(options.name, 'warn', `${options.name} ended (${failure.code}); starts again in ${delayMs} ms`)
        restartTimer = setTimeout(() => dispatch({ kind: 'due' }), delayMs)
        return
      }
      case 'cancel_restart':
        clearTimeout(restartTimer)
    }
  }

  function spawn(): void {
    const child = options.spawn(options.entry)
    const mine: Incarnation = {
      process: child,
      pending: new Map(),
      outbox: [],
      configured: false,
      told: null,
      timer: undefined,
    }
    current = mine
    mine.timer = setTimeout(() => {
      mine.told = { kind: 'silent' }
      child.kill()
    }, options.helloLimitMs ?? helloLimitMs)
    child.onMessage((raw) => {
      if (current === mine) receive(mine, raw)
    })
    child.onOutput((line) => options.log(options.name, 'info', line))
    child.onExit((exit) => ended(mine, exit))
  }

  function receive(mine: Incarnation, raw: unknown): void {
    const parsed = fromWorkerSchema.safeParse(raw)
    if (!parsed.success) {
      options.log(
        options.name,
        'warn',
        `dropped an invalid message of ${options.name}: ${describeIssues(parsed.error)}`,
      )
      return
    }
    const message: FromWorker = parsed.data
    switch (message.type) {
      case 'hello':
        clearTimeout(mine.timer)
        // Asked to stop before it was up: the shutdown waits in its channel, a configuration would only start work.
        if (life.state.kind === 'stopping') return
        dispatch({ kind: 'hello', pid: message.pid })
        mine.process.post({ type: 'configure', config: options.config() })
        mine.configured = true
        mine.outbox.splice(0).forEach((held) => mine.process.post(held))
        options.onConfigured()
        return
      case 'running':
        dispatch({ kind: 'running', pid: mine.process.pid ?? 0 })
        return
      case 'event':
        options.onEvent(message.event)
        return
      case 'response':
        answer(mine, message.id, message.result)
        return
      case 'ask':
        void answerAsk(mine, message.id, message.name, message.input)
        return
      case 'closing':
        if (life.state.kind === 'stopping') killAfter(mine, options.stopLimitMs ?? stopLimitMs)
        return
      case 'fatal':
        mine.told = { kind: 'fatal', failure: message.failure }
        options.log(
          options.name,
          'error',
          `${options.name} cannot go on: ${message.failure.cause ?? message.failure.code}`,
        )
    }
  }

  async function answerAsk(mine: Incarnation, id: number, name: string, input: unknown): Promise<void> {
    const refused = new MarsadError('bad_request', { name }).failure
    const result = (await options.onAsk?.(name, input)) ?? { ok: false as const, failure: refused }
    // Who asked may have ended meanwhile; its successor did not ask.
    if (current === mine) mine.process.post({ type: 'answer', id, result })
  }

  function answer(mine: Incarnation, id: number, raw: unknown): void {
    const pending = mine.pending.get(id)
    if (pending === undefined) return
    mine.pending.delete(id)
    const result = commandResultSchema.safeParse(raw)
    if (!result.success) {
      pending.reject(new MarsadError('internal', { worker: options.name }, result.error))
    } else if (result.data.ok) {
      pending.resolve(result.data.value)
    } else {
      pending.reject(errorOf(result.data.failure))
    }
  }

  function ended(mine: Incarnation, exit: ProcessExit): void {
    clearTimeout(mine.timer)
    const asked = life.state.kind === 'stopping' && mine.told === null
    const reason: ExitReason = asked ? { kind: 'asked' } : (mine.told ?? exit)
    const failure = new MarsadError('worker_exited', { worker: options.name }, describeExit(reason))
    if (current === mine) current = null
    mine.pending.forEach((pending) => pending.reject(failure))
    mine.pending.clear()
    options.log(options.name, asked ? 'debug' : 'warn', `${options.name}: ${describeExit(reason)}`)
    dispatch({ kind: 'exited', reason })
  }

  function shutdown(): void {
    const mine = current
    if (mine === null) return
    mine.process.post({ type: 'shutdown' })
    // One that is not up yet hears nothing before it is, and holds nothing that could be lost.
    killAfter(mine, options.hearLimitMs ?? hearLimitMs)
  }

  function killAfter(mine: Incarnation, limitMs: number): void {
    clearTimeout(mine.timer)
    mine.timer = setTimeout(() => {
      mine.told = { kind: 'killed_after_limit' }
      mine.process.kill()
    }, limitMs)
  }

  return {
    name: options.name,
    start: () => dispatch({ kind: 'start' }),
    restart: () => dispatch({ kind: 'restart' }),
    stop: () => {
      dispatch({ kind: 'stop' })
      if (life.state.kind !== 'stopping') return Promise.resolve()
      return new Promise((resolve) => stopped.add(resolve))
    },
    request: (name, input, timeoutMs) => {
      const mine = current
      if (mine === null || life.state.kind === 'stopping') {
        return Promise.reject(new MarsadError('not_running', { service: options.name }))
      }
      requestId += 1
      const id = requestId
      const message: ToWorker = { type: 'request', id, name, input }
      return new Promise((resolve, reject) => {
        const timer =
          timeoutMs === null
            ? undefined
            : setTimeout(() => {
                mine.pending.delete(id)
                reject(new MarsadError('service_timeout', { service: options.name, seconds: timeoutMs / 1000 }))
              }, timeoutMs)
        mine.pending.set(id, {
          resolve: (value) => {
            clearTimeout(timer)
            resolve(value)
          },
          reject: (reason) => {
            clearTimeout(timer)
            reject(reason)
          },
        })
        if (mine.configured) mine.process.post(message)
        else mine.outbox.push(message)
      })
    },
    tell: (event) => {
      if (current?.configured === true) current.process.post({ type: 'event', event })
    },
    isUp: () => life.state.kind === 'starting' || life.state.kind === 'running' || life.state.kind === 'backoff',
    snapshot: () => ({
      name: options.name,
      // A worker that ends still has its process; people see it as running until it has gone.
      state: life.state.kind === 'stopping' ? 'running' : life.state.kind,
      pid: 'pid' in life.state ? life.state.pid : null,
      since: life.state.since,
      restarts: life.restarts,
      recentRestarts: recentExits(life, options.now(), policy).length,
      failure: 'failure' in life.state ? life.state.failure : null,
    }),
  }
}

/** Where and how a value does not fit, without the value itself: it might hold a password. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.map(String).join('.') || '(root)'}: ${issue.message}`).join('; ')
}
