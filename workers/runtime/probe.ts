import { z } from 'zod'
import { describeCause } from '../../contract/errors'
import type { LogLevel } from '../../contract/commands'
import type { UnreadReason } from '../../contract/unread'
import { pause } from '../../common/pause'
import type { ReadingHolder } from './reading'

export interface ProbeOptions<T> {
  readonly name: string
  /** Milliseconds from the end of one reading to the start of the next; heeded within half a second when it becomes less meanwhile. */
  readonly everyMs: () => number
  /** After this long without an answer the value is unknown, in milliseconds. */
  readonly limitMs: number
  /** One reading. Its signal aborts at the limit and at shutdown; one that cannot be stopped may go on: it is waited for, never overlapped. */
  readonly read: (signal: AbortSignal) => Promise<T>
  readonly holder: ReadingHolder<T>
  readonly signal: AbortSignal
  readonly log: (level: LogLevel, text: string) => void
}

/** Thrown by a reading that fails for a reason which is known already. */
export class Unread extends Error {
  constructor(readonly reason: UnreadReason) {
    super(typeof reason === 'string' ? reason : reason.word)
  }
}

/** Thrown by a reading that waits for another one: nothing is wrong, so it is not logged. */
export class NotYet extends Unread {}

/** Why a reading failed. */
export const reasonOf = (thrown: unknown): UnreadReason =>
  thrown instanceof Unread ? thrown.reason : shortCause(thrown)

/** The shortest sentence that says what went wrong; pg and Node leave the message of a refused connection empty. */
export function shortCause(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '') return thrown.errors.map(shortCause).join('; ')
  if (thrown instanceof z.ZodError) return `an answer of another shape: ${z.prettifyError(thrown)}`
  if (thrown instanceof Error) return thrown.message === '' ? thrown.name : thrown.message
  return String(thrown)
}

/** Why nothing is known of what did not answer at all. */
export const noAnswerWithin = (ms: number): UnreadReason => ({ word: 'noAnswer', ms })

/** A pace may become faster while one waits by the slower one: it is asked again this often, in milliseconds. */
const askPaceMs = 500

async function pauseFor(ms: () => number, signal: AbortSignal): Promise<void> {
  const began = performance.now()
  for (;;) {
    const left = ms() - (performance.now() - began)
    if (left <= 0 || signal.aborted) return
    await pause(Math.min(left, askPaceMs), signal)
  }
}

/**
 * Reads one thing for ever at its own pace, so that a dead service delays nothing but its own value.
 * @returns resolves after the signal has aborted and the reading under way is over
 */
export async function runProbe<T>(options: ProbeOptions<T>): Promise<void> {
  const { name, everyMs, limitMs, read, holder, signal, log } = options
  const stopping = (): boolean => signal.aborted
  let failing = false
  while (!stopping()) {
    const limit = new AbortController()
    // Not AbortSignal.any: Node 20 may collect such a signal while it is listened to.
    const stop = (): void => limit.abort()
    signal.addEventListener('abort', stop)
    const timer = setTimeout(() => {
      limit.abort()
      if (!stopping()) holder.unknown(noAnswerWithin(limitMs))
    }, limitMs)
    try {
      const value = await read(limit.signal)
      holder.known(value, Date.now())
      failing = false
    } catch (thrown) {
      if (!stopping()) {
        // A stopped reading says only that it was stopped.
        if (!limit.signal.aborted) holder.unknown(reasonOf(thrown))
        if (!failing && !(thrown instanceof NotYet)) log('warn', `${name} cannot be read: ${describeCause(thrown)}`)
        failing = !(thrown instanceof NotYet)
      }
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    }
    await pauseFor(everyMs, signal)
  }
}
