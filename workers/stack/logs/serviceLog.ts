/** The log of one service: its file followed, its levels recognised, its last lines at hand. */
import type { LogLevel } from '../../../contract/commands'
import { splitLogHead, type HeadedLine } from './logHead'
import { logLevelOf } from './logLevel'
import { openLogTail, usualLimits, type LogTail } from './logTail'

export interface ServiceLog extends LogTail {
  /** The last lines of the present run of the service, oldest first. */
  lastLines(): string[]
  /** Forgets the lines of the run before. */
  startRun(): void
}

/** How many lines are kept for a person to see when a service has exited. */
const keptLines = 50
/** Lines forwarded at one poll; a service that writes more is read in its file. */
const forwardedLines = 500

export function openServiceLog(
  path: string,
  forward: (level: LogLevel, line: HeadedLine) => void,
  watch: (line: string) => void,
): ServiceLog {
  let kept: string[] = []
  let level: LogLevel = 'info'
  let forwarded = 0
  let skipped = 0
  const tail = openLogTail(path, usualLimits, (lines) => {
    for (const line of lines) {
      level = logLevelOf(line, level)
      watch(line)
      if (forwarded < forwardedLines) forward(level, splitLogHead(line))
      else skipped += 1
      forwarded += 1
    }
    kept = [...kept, ...lines].slice(-keptLines)
  })
  return {
    poll(last) {
      forwarded = 0
      tail.poll(last)
      if (skipped > 0) forward('warn', { at: null, text: `… ${skipped} lines more in ${path}` })
      skipped = 0
    },
    close: () => tail.close(),
    lastLines: () => [...kept],
    startRun() {
      kept = []
      level = 'info'
    },
  }
}
