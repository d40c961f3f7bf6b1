import type { CommandOutput, LogLine } from '../../../contract/commands'

/** The lines a window holds, oldest first. */
export interface LogWindow {
  lines: readonly LogLine[]
  /** `after` of the next `logs.read`; -1 asks for the newest. */
  cursor: number
  /** Lines that the ring had dropped before they could be read. */
  lost: number
}

export const emptyLogWindow: LogWindow = { lines: [], cursor: -1, lost: 0 }

/**
 * Adds an answer of `logs.read` (all sources) to what is held and keeps the newest `capacity` lines.
 * Lines already held are skipped, so that two answers to the same question count once. A `next` behind the cursor means
 * that the ring began anew: what was held belongs to the former run and goes. Returns the same object when nothing changed.
 */
export function mergeLogLines(held: LogWindow, answer: CommandOutput<'logs.read'>, capacity: number): LogWindow {
  const base = answer.next < held.cursor ? emptyLogWindow : held
  const fresh = answer.lines.filter((line) => line.seq > base.cursor)
  const first = fresh[0]
  if (first === undefined) {
    return base === held && answer.next === held.cursor ? held : { ...base, cursor: answer.next }
  }
  // A first reading starts at the newest lines: what came before was never asked for, so it is not lost.
  const missed = base.cursor < 0 ? 0 : Math.max(0, first.seq - base.cursor - 1)
  const lines = base.lines.length === 0 ? fresh : base.lines.concat(fresh)
  return {
    lines: lines.length > capacity ? lines.slice(lines.length - capacity) : lines,
    cursor: Math.max(answer.next, fresh[fresh.length - 1]?.seq ?? answer.next),
    lost: base.lost + missed,
  }
}
