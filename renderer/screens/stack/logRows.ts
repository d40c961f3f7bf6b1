import type { LogLine } from '../../../contract/commands'

/** One line of text as it is drawn: an entry such as a stack trace has several. */
export interface LogRow {
  /** Unique among rows, the same for the same row. */
  readonly key: string
  readonly line: LogLine
  readonly text: string
  /** Only the first row of an entry shows when and whence. */
  readonly isFirst: boolean
}

const rowsOfLine = new WeakMap<LogLine, readonly LogRow[]>()

function split(line: LogLine): readonly LogRow[] {
  const known = rowsOfLine.get(line)
  if (known !== undefined) return known
  const rows = line.text.split(/\r?\n/).map((text, part) => ({
    key: `${line.seq}.${part}`,
    line,
    text,
    isFirst: part === 0,
  }))
  rowsOfLine.set(line, rows)
  return rows
}

/** The rows of all lines in their order. Those of a line are made once. */
export function logRows(lines: readonly LogLine[]): readonly LogRow[] {
  return lines.flatMap(split)
}
