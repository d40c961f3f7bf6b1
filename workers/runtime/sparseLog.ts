/** Keeps a library that repeats itself out of the log without hiding what it says. */
import type { LogLevel } from '../../contract/commands'

type Log = (level: LogLevel, text: string) => void

/** kafkajs's words for CONCURRENT_TRANSACTIONS. */
const notYet = 'another concurrent operation on the same transaction was ongoing'

/**
 * Passes a text on at most once in `everyMs` milliseconds. Two texts are the same when they agree up to the first `{`:
 * kafkajs appends details as JSON. What it says again and again while a broker is away, the worker's own log tells once.
 * CONCURRENT_TRANSACTIONS is dropped: it is the broker's ordinary "not yet" while markers of the former transaction are written.
 */
export function sparseLog(log: Log, everyMs = 60_000, now: () => number = Date.now): Log {
  const last = new Map<string, number>()
  return (level, text) => {
    if (text.includes(notYet)) return
    const brace = text.indexOf('{')
    const head = brace === -1 ? text : text.slice(0, brace)
    const at = now()
    const before = last.get(head)
    if (before !== undefined && at - before < everyMs) return
    if (last.size >= 200) last.clear()
    last.set(head, at)
    log(level, text)
  }
}
