import type { LogLevel } from '../../../../../contract/commands'
import { splitLogHead } from '../../../logs/logHead'
import { logLevelOf } from '../../../logs/logLevel'
import type { ServiceLine } from './followLogs'

export interface LeveledLine {
  readonly service: string
  readonly level: LogLevel
  /** Without what the service put before it: its time and its level. */
  readonly text: string
  /** When the engine took it in, in milliseconds since the epoch. */
  readonly at: number
}

/** Recognises levels; a line that belongs to the one before it in the same service's log has its level. */
export function createLineReader(): (line: ServiceLine) => LeveledLine {
  const before = new Map<string, LogLevel>()
  return ({ service, at, text }) => {
    const level = logLevelOf(text, before.get(service) ?? 'info')
    before.set(service, level)
    return { service, level, text: splitLogHead(text).text, at }
  }
}
