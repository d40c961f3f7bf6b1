/** The latest log lines of all services and workers, for people to read; older ones are in the files. */
import type { LogLevel, LogLine, LogSource } from '../contract/commands'

export interface LogRing {
  add(source: LogSource, level: LogLevel, text: string, at: number): LogLine
  /** Lines after a cursor, oldest first; `after` -1: the newest `limit` lines. `next` is the cursor to go on with. */
  read(query: { sources: readonly LogSource[]; after: number; limit: number }): { lines: LogLine[]; next: number }
}

/** @param capacity number of lines kept */
export function createLogRing(capacity: number): LogRing {
  const slots: LogLine[] = []
  let nextSeq = 0

  /** Lines with `seq` ≥ from that are still kept, oldest first. */
  function* kept(from: number): Generator<LogLine> {
    for (let seq = Math.max(from, nextSeq - slots.length); seq < nextSeq; seq += 1) {
      const line = slots[seq % capacity]
      if (line !== undefined) yield line
    }
  }

  return {
    add: (source, level, text, at) => {
      const line: LogLine = { seq: nextSeq, at, source, level, text }
      slots[nextSeq % capacity] = line
      nextSeq += 1
      return line
    },
    read: ({ sources, after, limit }) => {
      const matches = (line: LogLine): boolean => sources.length === 0 || sources.includes(line.source)
      if (after < 0) {
        const all = [...kept(0)].filter(matches)
        return { lines: all.slice(-limit), next: nextSeq - 1 }
      }
      const lines: LogLine[] = []
      for (const line of kept(after + 1)) {
        if (!matches(line)) continue
        if (lines.length === limit) return { lines, next: lines.at(-1)?.seq ?? after }
        lines.push(line)
      }
      return { lines, next: Math.max(after, nextSeq - 1) }
    },
  }
}
