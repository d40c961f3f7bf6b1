/** One process as the kernel describes it. */
export interface ProcessStat {
  readonly pid: number
  readonly name: string
  /** One letter; `Z` and `X` are processes that have ended. */
  readonly state: string
  readonly parent: number
  /** Processor time used, user and system, in clock ticks. */
  readonly ticks: number
  /** When it started, in clock ticks since the boot. */
  readonly startTicks: string
}

/**
 * Reads `/proc/<pid>/stat`. The name stands in parentheses and may itself hold spaces and parentheses, so the fields
 * are counted from the last one. Source: proc(5).
 * @returns null for text that is not of this form.
 */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 0 || close < open) return null
  const fields = text
    .slice(close + 2)
    .trim()
    .split(' ')
  // `fields[0]` is field 3 of the manual's numbering.
  const field = (number: number): string => fields[number - 3] ?? ''
  const stat: ProcessStat = {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    state: field(3),
    parent: Number(field(4)),
    ticks: Number(field(14)) + Number(field(15)),
    startTicks: field(22),
  }
  return Number.isInteger(stat.pid) && Number.isInteger(stat.parent) && /^\d+$/.test(stat.startTicks) ? stat : null
}
