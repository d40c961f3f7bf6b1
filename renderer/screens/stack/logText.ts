import type { LogLine } from '../../../contract/commands'

/** Hours to milliseconds in the machine's own time zone, as a log shows it: `21:10:16.764`. */
export function clockOf(at: number): string {
  const time = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`
}

/** Lines as text for the clipboard: an ISO instant, level, source and words, one line each. */
export function logText(lines: readonly LogLine[]): string {
  return lines
    .map(
      (line) => `${new Date(line.at).toISOString()} ${line.level.toUpperCase().padEnd(5)} ${line.source} ${line.text}`,
    )
    .join('\n')
}
