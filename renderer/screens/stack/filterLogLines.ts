import { logLevelSchema, type LogLevel, type LogLine, type LogSource } from '../../../contract/commands'

export interface LogFilter {
  /** Empty: all sources. */
  sources: ReadonlySet<LogSource>
  /** This level and all more serious ones. */
  level: LogLevel
  /** Part of the text, without regard to case; empty: all. */
  text: string
}

export const openLogFilter: LogFilter = { sources: new Set(), level: 'debug', text: '' }

/** Whether a filter lets every line through. */
export function isOpen(filter: LogFilter): boolean {
  return filter.sources.size === 0 && filter.level === 'debug' && filter.text.trim() === ''
}

/** The lines that pass, in their order; the same array when all do. */
export function filterLogLines(lines: readonly LogLine[], filter: LogFilter): readonly LogLine[] {
  if (isOpen(filter)) return lines
  const lowest = seriousness(filter.level)
  const wanted = filter.text.trim().toLowerCase()
  return lines.filter(
    (line) =>
      (filter.sources.size === 0 || filter.sources.has(line.source)) &&
      seriousness(line.level) >= lowest &&
      (wanted === '' || line.text.toLowerCase().includes(wanted)),
  )
}

function seriousness(level: LogLevel): number {
  return logLevelSchema.options.indexOf(level)
}
