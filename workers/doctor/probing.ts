/** Reads one thing again and again, and remembers since when that fails. */
import type { LogLevel } from '../../contract/commands'
import type { UnreadReason } from '../../contract/unread'
import { isAnswer } from '../clients/isAnswer'
import { noAnswerWithin, reasonOf, runProbe, Unread } from '../runtime/probe'
import { holdReading } from '../runtime/reading'
import { withLimit } from '../../common/withLimit'
import { nothingRead, type Look } from './facts'

export interface Probing<T> {
  readonly name: string
  readonly look: () => Look<T>
  /** Reads now, beside the usual pace; joins one that does so already. Never rejects: what failed is in the look. */
  readNow(signal: AbortSignal): Promise<void>
  /** Resolves after the signal has aborted. */
  readonly running: Promise<void>
}

export interface ProbingOptions<T> {
  readonly name: string
  /** Whether it makes sense to read: the service is meant to run. */
  readonly wanted: () => boolean
  readonly read: (signal: AbortSignal) => Promise<T>
  readonly everyMs: number
  /** After a look that failed, in milliseconds: soon, unless told. */
  readonly againMs?: number
  readonly limitMs: number
  readonly signal: AbortSignal
  readonly log: (level: LogLevel, text: string) => void
  /** It answers no more, or again. */
  readonly onTurn: () => void
}

/** After a look that failed, in milliseconds: the next one tells whether that was a moment or a fault. */
const soonMs = 500

/** Not read, because there is nothing to read from. */
class NotWanted extends Error {}

export function startProbing<T>(options: ProbingOptions<T>): Probing<T> {
  const { name, wanted, read, everyMs, againMs = soonMs, limitMs, signal, log, onTurn } = options
  const holder = holdReading<T>()
  let took: number | null = null
  let failingSince: number | null = null
  let rests = true
  /** Whether the reading under way has failed with an answer; the time limit fails it without one. */
  let answered = false
  let refused = false

  const timed = async (limited: AbortSignal): Promise<T> => {
    rests = !wanted()
    if (rests) throw new NotWanted('nothing to read from')
    const began = performance.now()
    answered = false
    try {
      const value = await read(limited)
      took = performance.now() - began
      return value
    } catch (thrown) {
      answered = isAnswer(thrown)
      throw thrown
    }
  }
  const observed = {
    ...holder,
    known: (value: T, at: number) => {
      const failed = failingSince !== null
      failingSince = null
      holder.known(value, at)
      if (failed) onTurn()
    },
    unknown: (reason: UnreadReason) => {
      const failed = failingSince !== null
      failingSince = rests ? null : (failingSince ?? Date.now())
      refused = answered
      holder.unknown(reason)
      if (failed !== (failingSince !== null)) onTurn()
    },
  }
  const readOnce = async (limit: AbortSignal): Promise<void> => {
    try {
      observed.known(
        await withLimit(limit, limitMs, (limited) => Promise.race([aborted(limited, limitMs), timed(limited)])),
        Date.now(),
      )
    } catch (thrown) {
      observed.unknown(reasonOf(thrown))
    }
  }
  let underWay: Promise<void> | null = null
  return {
    name,
    look: () => {
      const reading = holder.get()
      if (reading.state === 'known') return { ...nothingRead, value: reading.value, at: reading.at, tookMs: took }
      if (rests) return nothingRead
      const { reason, last } = reading
      return { ...nothingRead, at: last?.at ?? null, reason, failingSince, refused }
    },
    readNow: (limit) =>
      (underWay ??= readOnce(limit).finally(() => {
        underWay = null
      })),
    running: runProbe({
      name,
      everyMs: () => (failingSince === null ? everyMs : againMs),
      limitMs,
      read: timed,
      holder: observed,
      signal,
      log: quietly(log),
    }),
  }
}

/** Rejects when the signal aborts: not every client heeds one. */
const aborted = (signal: AbortSignal, limitMs: number): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Unread(noAnswerWithin(limitMs))), { once: true })
  })

/** That a service cannot be read is a finding, not a line in the log every time. */
const quietly =
  (log: ProbingOptions<unknown>['log']): ProbingOptions<unknown>['log'] =>
  (level, text) =>
    log(level === 'warn' ? 'debug' : level, text)
